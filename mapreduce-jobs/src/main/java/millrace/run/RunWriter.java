package millrace.run;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import millrace.aggregate.Aggregate;
import millrace.aggregate.ByteString;
import millrace.aggregate.Cell;
import millrace.aggregate.Slice;

/**
 * Writes one file of a run: sorted entries in blocks, a head of those that rank first, and an
 * index, as {@code formats.md} describes them. The caller makes the file durable and known to
 * others; nothing here renames or syncs.
 */
public final class RunWriter implements Closeable {
  private final String name;
  private final OutputStream out;
  private final BlockWriter block = new BlockWriter();
  private final RunDigest.Builder digest = new RunDigest.Builder();
  private final Optional<Head<?>> head;
  private final byte[] line;
  private final List<ByteString> firstKeys = new ArrayList<>();
  private final List<Long> offsets = new ArrayList<>();
  private long position;
  private long entries;
  private boolean closed;

  /**
   * Begins a run of one file that nobody will rank.
   *
   * @param out where its bytes go, from the first; closed with this writer, or when this
   *     constructor fails
   * @param name how messages call it
   * @param aggregate id of the aggregate whose states it holds
   * @param job name of the job
   */
  public RunWriter(OutputStream out, String name, String aggregate, String job) throws IOException {
    this(
        out, name, new RunFormat.Header(RunFormat.VERSION, aggregate, job, 0, 1), Optional.empty());
  }

  /**
   * Begins a file of a run.
   *
   * @param out where its bytes go, from the first; closed with this writer, or when this
   *     constructor fails
   * @param name how messages call it
   * @param aggregate whose states it holds
   * @param job name of the job
   * @param part which part of the run it is, from 0
   * @param parts of how many, a power of two
   * @param most an upper bound for the number of pairs; a small one saves work; {@link
   *     Long#MAX_VALUE} where it is not known
   */
  public RunWriter(
      OutputStream out,
      String name,
      Aggregate<?, ?, List<Cell>> aggregate,
      String job,
      int part,
      int parts,
      long most)
      throws IOException {
    this(
        out,
        name,
        new RunFormat.Header(RunFormat.VERSION, aggregate.id(), job, part, parts),
        aggregate.rankBound().map(any -> new Head<>(aggregate, most)));
  }

  private RunWriter(OutputStream out, String name, RunFormat.Header header, Optional<Head<?>> head)
      throws IOException {
    this.name = name;
    this.out = new BufferedOutputStream(out, 2 * RunFormat.BLOCK_BYTES);
    this.head = head;
    try {
      line = header.line();
      this.out.write(line);
      this.out.write('\n');
      this.out.flush();
      position = line.length + 1L;
    } catch (IOException | RuntimeException e) {
      Closing.after(e, out);
      throw e;
    }
  }

  /**
   * Writes a pair; both are copied.
   *
   * @throws IllegalArgumentException if the key does not come after the one before
   */
  public void append(Slice key, Slice state) throws IOException {
    if (!block.add(key, state)) {
      throw new IllegalArgumentException(
          "run %s: keys out of order: %s after %s".formatted(name, key, block.lastKey()));
    }
    if (block.entries() == 1) {
      firstKeys.add(ByteString.copyOf(key));
      offsets.add(position);
    }
    if (head.isPresent()) {
      head.get().offer(key, state);
    }
    digest.add(key, state);
    entries++;
    if (block.size() >= RunFormat.BLOCK_BYTES) {
      position += block.flush(out);
    }
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

  /**
   * Bytes of the file so far, without its last block; the length of the file once this is closed.
   */
  public long bytes() {
    return position;
  }

  /** Ends the file and closes the stream. */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try (out) {
      end();
    }
  }

  private void end() throws IOException {
    if (block.entries() > 0) {
      position += block.flush(out);
    }
    long headAt = offsets.isEmpty() ? position : offsets.get(0);
    int worst = RunFormat.Tail.ALL;
    position += block.flush(out);
    if (offsets.size() > 1) {
      headAt = position;
      worst = writeHead();
    }
    long indexAt = position;
    writeIndex();
    byte[] tail =
        new RunFormat.Tail(headAt, indexAt, entries, digest.digest(), worst).toBytes(line);
    out.write(tail);
    position += tail.length;
  }

  /** Returns which entry of it ranks last. */
  private int writeHead() throws IOException {
    if (head.isEmpty()) {
      return RunFormat.Tail.NO_HEAD;
    }
    List<Head.RankedEntry> byKey = head.get().of(entries);
    Head.RankedEntry worst = byKey.get(0);
    Comparator<Head.RankedEntry> order = Comparator.comparing(Head.RankedEntry::key);
    byKey.sort(order);
    BlockWriter ranked = new BlockWriter();
    for (Head.RankedEntry entry : byKey) {
      ranked.add(entry.key().view(), entry.state().view());
    }
    position += ranked.flush(out);
    return Collections.binarySearch(byKey, worst, order);
  }

  private void writeIndex() throws IOException {
    BlockWriter index = new BlockWriter();
    for (int i = 0; i < offsets.size(); i++) {
      byte[] offset = ByteBuffer.allocate(Long.BYTES).putLong(offsets.get(i)).array();
      index.add(firstKeys.get(i).view(), new Slice(offset));
    }
    position += index.flush(out);
  }
}
