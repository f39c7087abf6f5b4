package millrace.run;

import java.io.EOFException;
import java.io.IOException;
import millrace.aggregate.Slice;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.io.SequenceFile;
import org.apache.hadoop.io.Text;

/** Reads one file of a run that {@link RunWriter} wrote, holding one block of it in memory. */
public final class RunReader implements Cursor {
  private final String name;
  private final long length;
  private final FSDataInputStream in;
  private final SequenceFile.Reader file;
  private final Text keyBytes = new Text();
  private final Text stateBytes = new Text();
  private final Slice key = new Slice();
  private final Slice state = new Slice();
  private boolean ended;

  /**
   * Opens a run.
   *
   * @param in its bytes; closed with this reader, or when this constructor fails
   * @param length how long the file must be, in bytes
   * @param name how messages call it: its path
   * @param aggregate id of the aggregate that must have written it
   * @throws IOException if the file is no run of this version and aggregate, or torn
   */
  public RunReader(FSDataInputStream in, long length, String name, String aggregate)
      throws IOException {
    this.name = name;
    this.length = length;
    this.in = in;
    try {
      this.file = open();
      check(aggregate);
    } catch (IOException | RuntimeException e) {
      try {
        in.close();
      } catch (IOException alsoClosing) {
        e.addSuppressed(alsoClosing);
      }
      throw e;
    }
  }

  private SequenceFile.Reader open() throws IOException {
    try {
      return new SequenceFile.Reader(
          RunFormat.configuration(),
          SequenceFile.Reader.stream(in),
          SequenceFile.Reader.length(length));
    } catch (EOFException e) {
      throw torn("in its header", e);
    } catch (IOException | RuntimeException e) {
      throw new IOException("run " + name + ": is not a run: " + e.getMessage(), e);
    }
  }

  private void check(String aggregate) throws IOException {
    SequenceFile.Metadata metadata = file.getMetadata();
    String version = metadata(metadata, RunFormat.FORMAT);
    if (!version.equals(RunFormat.VERSION)) {
      throw new IOException(
          "run %s: is of format \"%s\", this program reads %s"
              .formatted(name, version, RunFormat.VERSION));
    }
    String writtenBy = metadata(metadata, RunFormat.AGGREGATE);
    if (!writtenBy.equals(aggregate)) {
      throw new IOException(
          "run %s: was written by aggregate %s, this job is %s. Backfill its buckets, or run the job as it was."
              .formatted(name, writtenBy, aggregate));
    }
  }

  /** The job that the file says it was written for. */
  public String job() {
    return metadata(file.getMetadata(), RunFormat.JOB);
  }

  private static String metadata(SequenceFile.Metadata metadata, Text name) {
    Text value = metadata.getMetadata().get(name);
    return value == null ? "" : value.toString();
  }

  @Override
  public boolean next() throws IOException {
    if (ended) {
      return false;
    }
    try {
      if (file.next(keyBytes)) {
        file.getCurrentValue(stateBytes);
        key.set(keyBytes.getBytes(), 0, keyBytes.getLength());
        state.set(stateBytes.getBytes(), 0, stateBytes.getLength());
        return true;
      }
    } catch (EOFException e) {
      throw torn("at byte " + in.getPos(), e);
    } catch (IOException | RuntimeException e) {
      throw new IOException(
          "run " + name + ": cannot be read near byte " + in.getPos() + ": " + e.getMessage(), e);
    }
    ended = true;
    // A SequenceFile that ends in the middle of a block ends quietly, so where it ended is all
    // there is to go by.
    if (in.getPos() != length) {
      throw torn("at byte " + in.getPos(), new EOFException());
    }
    return false;
  }

  private IOException torn(String where, EOFException cause) {
    return new IOException(
        "run %s: torn: ends %s, must have %d bytes. Restore the file, or backfill the buckets it covers."
            .formatted(name, where, length),
        cause);
  }

  @Override
  public Slice key() {
    return key;
  }

  @Override
  public Slice state() {
    return state;
  }

  @Override
  public void close() throws IOException {
    try (FSDataInputStream closing = in) {
      file.close();
    }
  }
}
