package millrace.run;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import millrace.aggregate.Slice;

/** Reads one file of a run from end to end, holding one block of it in memory. */
public final class RunReader implements Cursor {
  private final String name;
  private final long length;
  private final DataInputStream in;
  private final BlockReader block = new BlockReader();
  private final RunFormat.Read header;
  private byte[] stored = new byte[BlockWriter.HEADER];
  private long position;
  private long entries;
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
  public RunReader(InputStream in, long length, String name, String aggregate) throws IOException {
    this(in, length, name, Optional.of(aggregate));
  }

  /**
   * Opens a run, whichever aggregate wrote it.
   *
   * @param in its bytes; closed with this reader, or when this constructor fails
   * @param length how long the file must be, in bytes
   * @param name how messages call it: its path
   * @throws IOException if the file is no run of this version, or torn
   */
  public RunReader(InputStream in, long length, String name) throws IOException {
    this(in, length, name, Optional.empty());
  }

  private RunReader(InputStream in, long length, String name, Optional<String> aggregate)
      throws IOException {
    this.name = name;
    this.length = length;
    this.in = new DataInputStream(new BufferedInputStream(in, 2 * RunFormat.BLOCK_BYTES));
    try {
      header = header();
      if (aggregate.isPresent()) {
        header.writtenBy(aggregate.get(), name);
      }
      position = header.length();
    } catch (IOException | RuntimeException e) {
      Closing.after(e, in);
      throw e;
    }
  }

  private RunFormat.Read header() throws IOException {
    try {
      return RunFormat.header(in::read, name);
    } catch (EOFException e) {
      throw torn("in its header", e);
    }
  }

  /** The job that the file says it was written for. */
  public String job() {
    return header.header().job();
  }

  /** Which part of its run the file is, from 0. */
  public int part() {
    return header.header().part();
  }

  /** How many parts its run may have. */
  public int parts() {
    return header.header().parts();
  }

  @Override
  public boolean next() throws IOException {
    if (ended) {
      return false;
    }
    try {
      if (block.next() || (begin() && block.next())) {
        entries++;
        return true;
      }
      end();
    } catch (EOFException e) {
      throw torn("near byte " + position, e);
    } catch (IOException | RuntimeException e) {
      throw new IOException(
          "run " + name + ": cannot be read near byte " + position + ": " + e.getMessage(), e);
    }
    ended = true;
    return false;
  }

  /** Begins the next block; false at the empty block that ends the entries. */
  private boolean begin() throws IOException {
    in.readFully(stored, 0, BlockWriter.HEADER);
    int size = BlockReader.stored(stored, 0);
    if (size < 0 || position + BlockWriter.HEADER + size > length) {
      throw new IOException("a block is damaged: it passes the end of the file");
    }
    if (stored.length < BlockWriter.HEADER + size) {
      stored = Arrays.copyOf(stored, Math.max(BlockWriter.HEADER + size, 2 * stored.length));
    }
    in.readFully(stored, BlockWriter.HEADER, size);
    block.begin(stored, 0);
    position += BlockWriter.HEADER + size;
    return block.left() > 0;
  }

  /** Reads what follows the entries, to prove that the file is whole. */
  private void end() throws IOException {
    while (position < length - RunFormat.Tail.BYTES) {
      begin();
    }
    byte[] tail = in.readNBytes(RunFormat.Tail.BYTES);
    position += tail.length;
    if (position < length) {
      throw new EOFException();
    }
    long expected = RunFormat.Tail.parse(tail, 0, header.line().toBytes()).entries();
    if (expected != entries) {
      throw new IOException("%d entries were written, %d found".formatted(expected, entries));
    }
  }

  private IOException torn(String where, EOFException cause) {
    return new IOException(
        "run %s: torn: ends %s, must have %d bytes. Restore the file, or backfill the buckets it covers."
            .formatted(name, where, length),
        cause);
  }

  @Override
  public Slice key() {
    return block.key();
  }

  @Override
  public Slice state() {
    return block.state();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
