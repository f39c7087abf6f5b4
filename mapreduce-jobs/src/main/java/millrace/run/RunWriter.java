package millrace.run;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import millrace.aggregate.Slice;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.io.SequenceFile;
import org.apache.hadoop.io.SequenceFile.CompressionType;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.compress.DefaultCodec;

/**
 * Writes one file of a run: a block-compressed SequenceFile of {@code Text} keys and {@code Text}
 * states, both raw bytes, in ascending order of the keys. Its metadata name the format, the
 * aggregate and the job. The caller makes the file durable and known to others; nothing here
 * renames or syncs.
 */
public final class RunWriter implements Closeable {
  private final String name;
  private final FSDataOutputStream out;
  private final SequenceFile.Writer file;
  private final RunDigest.Sum digest = new RunDigest.Sum();
  private final Text key = new Text();
  private final Text state = new Text();
  private final Slice written = new Slice();
  private final Slice next = new Slice();
  private long entries;
  private boolean closed;

  /**
   * Begins a run.
   *
   * @param out where its bytes go, from the first; closed with this writer, or when this
   *     constructor fails
   * @param name how messages call it
   * @param aggregate id of the aggregate whose states it holds
   * @param job name of the job
   */
  public RunWriter(OutputStream out, String name, String aggregate, String job) throws IOException {
    this.name = name;
    this.out = new FSDataOutputStream(out, null);
    try {
      this.file = open(this.out, aggregate, job);
    } catch (IOException | RuntimeException e) {
      try {
        out.close();
      } catch (IOException alsoClosing) {
        e.addSuppressed(alsoClosing);
      }
      throw e;
    }
  }

  private static SequenceFile.Writer open(FSDataOutputStream out, String aggregate, String job)
      throws IOException {
    Configuration conf = RunFormat.configuration();
    DefaultCodec codec = new DefaultCodec();
    codec.setConf(conf);
    SequenceFile.Metadata metadata = new SequenceFile.Metadata();
    metadata.set(RunFormat.FORMAT, new Text(RunFormat.VERSION));
    metadata.set(RunFormat.AGGREGATE, new Text(aggregate));
    metadata.set(RunFormat.JOB, new Text(job));
    return SequenceFile.createWriter(
        conf,
        SequenceFile.Writer.stream(out),
        SequenceFile.Writer.keyClass(Text.class),
        SequenceFile.Writer.valueClass(Text.class),
        SequenceFile.Writer.compression(CompressionType.BLOCK, codec),
        SequenceFile.Writer.metadata(metadata));
  }

  /**
   * Writes a pair; both are copied.
   *
   * @throws IllegalArgumentException if the key does not come after the one before
   */
  public void append(Slice key, Slice state) throws IOException {
    next.set(key);
    if (entries > 0 && written.compareTo(next) >= 0) {
      throw new IllegalArgumentException(
          "run %s: keys out of order: %s after %s".formatted(name, key, written));
    }
    this.key.set(key.array(), key.offset(), key.length());
    this.state.set(state.array(), state.offset(), state.length());
    written.set(this.key.getBytes(), 0, this.key.getLength());
    file.append(this.key, this.state);
    digest.add(key, state);
    entries++;
  }

  /** Writes all that {@code cursor} has left. */
  public void appendAll(Cursor cursor) throws IOException {
    while (cursor.next()) {
      append(cursor.key(), cursor.state());
    }
  }

  /** Pairs written so far. */
  public long entries() {
    return entries;
  }

  /** The digest of the pairs written so far. */
  public RunDigest digest() {
    return digest.digest();
  }

  /** Bytes of the file so far; its length once this writer is closed. */
  public long bytes() {
    return out.getPos();
  }

  /** Ends the file and closes the stream. */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try (OutputStream closing = out) {
      file.close();
    }
  }
}
