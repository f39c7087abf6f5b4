package millrace.run;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import millrace.aggregate.ByteString;
import millrace.aggregate.Slice;
import org.apache.hadoop.fs.FSDataInputStream;

/**
 * One file of a run, for reading parts of it: the head of the entries that rank first, and single
 * keys. Reads the end of the file when it is opened, then a block for each key that is looked for;
 * keys that ascend and lie in one block cost one reading of it. Holds one block, and the index once
 * it is needed: a key for each block of the file.
 */
public final class IndexedRun implements Closeable {
  /** The tail, the index and the head of most files fit into this, and small files as a whole. */
  private static final int END = 64 << 10;

  private final String name;
  private final FSDataInputStream in;
  private final RunFormat.Header header;
  private final RunFormat.Tail tail;
  private final long endsAt;
  private final byte[] end;
  private final BlockReader block = new BlockReader();
  private Optional<Index> index = Optional.empty();

  /** Which block is being read, and whether its current entry was compared before. */
  private int current = -1;

  private boolean standing;

  /**
   * Opens a file.
   *
   * @param in its bytes; closed with this, or when this constructor fails
   * @param length how long the file must be, in bytes
   * @param name how messages call it: its path
   * @param aggregate id of the aggregate that must have written it
   * @throws IOException if the file is no run of this version and aggregate, or torn
   */
  public IndexedRun(FSDataInputStream in, long length, String name, String aggregate)
      throws IOException {
    this.name = name;
    this.in = in;
    this.end = new byte[(int) Math.min(length, END)];
    this.endsAt = length - end.length;
    try {
      if (end.length < RunFormat.Tail.BYTES) {
        throw new EOFException("it has no tail");
      }
      in.readFully(endsAt, end);
      RunFormat.Read read = readHeader(aggregate);
      header = read.header();
      tail = RunFormat.Tail.parse(end, end.length - RunFormat.Tail.BYTES, read.line().toBytes());
    } catch (IOException | RuntimeException e) {
      Closing.after(e, in);
      throw failure(e);
    }
  }

  private RunFormat.Read readHeader(String aggregate) throws IOException {
    if (endsAt == 0) {
      int[] at = {0};
      return RunFormat.header(() -> at[0] < end.length ? end[at[0]++] : -1, name)
          .writtenBy(aggregate, name);
    }
    in.seek(0);
    return RunFormat.header(in::read, name).writtenBy(aggregate, name);
  }

  private IOException failure(Exception cause) {
    String message = String.valueOf(cause.getMessage());
    return message.startsWith("run ")
        ? new IOException(message, cause)
        : new IOException("run " + name + ": cannot be read: " + message, cause);
  }

  /** Which part of its run this is. */
  public int part() {
    return header.part();
  }

  /** How many parts its run may have. */
  public int parts() {
    return header.parts();
  }

  /** The job that the file says it was written for. */
  public String job() {
    return header.job();
  }

  /** How many entries the file has. */
  public long entries() {
    return tail.entries();
  }

  /** An entry, copied. */
  public record RunEntry(ByteString key, ByteString state) {}

  /**
   * The entries that rank first, and what the others cannot pass.
   *
   * @param entries by key
   * @param worst the one of them that ranks last; all entries that are missing here rank behind it;
   *     empty when none is missing
   */
  public record Ranked(List<RunEntry> entries, Optional<RunEntry> worst) {
    public Ranked {
      entries = List.copyOf(entries);
    }
  }

  /** The head of the file; empty when its states are not ranked. */
  public Optional<Ranked> head() throws IOException {
    if (tail.worst() == RunFormat.Tail.NO_HEAD) {
      return Optional.empty();
    }
    try {
      BlockReader head = new BlockReader();
      byte[] bytes = blockAt(tail.head());
      head.begin(bytes, 0);
      List<RunEntry> entries = new ArrayList<>();
      while (head.next()) {
        entries.add(new RunEntry(ByteString.copyOf(head.key()), ByteString.copyOf(head.state())));
      }
      return Optional.of(
          new Ranked(
              entries,
              tail.worst() == RunFormat.Tail.ALL
                  ? Optional.empty()
                  : Optional.of(entries.get(tail.worst()))));
    } catch (IOException | RuntimeException e) {
      throw failure(e);
    }
  }

  /** The state of a key, valid until the next is looked for; empty when it is not here. */
  public Optional<Slice> find(Slice key) throws IOException {
    try {
      if (index.isEmpty()) {
        index = Optional.of(readIndex());
      }
      int at = index.get().blockOf(key);
      if (at < 0) {
        return Optional.empty();
      }
      if (at != current || !standing || block.key().compareTo(key) > 0) {
        block.begin(read(index.get().offset(at), index.get().length(at)), 0);
        current = at;
        standing = block.next();
      }
      while (standing) {
        int order = block.key().compareTo(key);
        if (order >= 0) {
          return order == 0 ? Optional.of(block.state()) : Optional.empty();
        }
        standing = block.next();
      }
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      throw failure(e);
    }
  }

  private Index readIndex() throws IOException {
    BlockReader entries = new BlockReader();
    entries.begin(blockAt(tail.index()), 0);
    int blocks = entries.left();
    Index read = new Index(blocks, blocks > 1 ? tail.head() : tail.index());
    while (entries.next()) {
      read.add(entries.key(), entries.state());
    }
    return read;
  }

  /** A block with its header, copied. */
  private byte[] blockAt(long offset) throws IOException {
    byte[] header = read(offset, BlockWriter.HEADER);
    int stored = BlockReader.stored(header, 0);
    if (stored < 0 || offset + BlockWriter.HEADER + stored > endsAt + end.length) {
      throw new IOException("a block is damaged: it passes the end of the file");
    }
    return read(offset, BlockWriter.HEADER + stored);
  }

  private byte[] read(long offset, int length) throws IOException {
    byte[] bytes = new byte[length];
    if (offset >= endsAt) {
      System.arraycopy(end, Math.toIntExact(offset - endsAt), bytes, 0, length);
    } else {
      in.readFully(offset, bytes);
    }
    return bytes;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /** The first key of each block and where the block begins. */
  private static final class Index {
    private final List<ByteString> keys;
    private final long[] offsets;

    Index(int blocks, long end) {
      keys = new ArrayList<>(blocks);
      offsets = new long[blocks + 1];
      offsets[blocks] = end;
    }

    void add(Slice key, Slice offset) {
      long value = 0;
      for (int i = 0; i < Long.BYTES; i++) {
        value = (value << 8) | (offset.at(i) & 0xff);
      }
      offsets[keys.size()] = value;
      keys.add(ByteString.copyOf(key));
    }

    /** The only block that can hold the key; negative when none can. */
    int blockOf(Slice key) {
      int low = 0;
      int high = keys.size() - 1;
      while (low <= high) {
        int middle = (low + high) >>> 1;
        if (keys.get(middle).view().compareTo(key) <= 0) {
          low = middle + 1;
        } else {
          high = middle - 1;
        }
      }
      return high;
    }

    long offset(int block) {
      return offsets[block];
    }

    /** Of the block, and of the empty one that follows the last. */
    int length(int block) {
      return Math.toIntExact(offsets[block + 1] - offsets[block]);
    }
  }
}
