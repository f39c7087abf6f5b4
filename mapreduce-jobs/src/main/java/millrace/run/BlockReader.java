package millrace.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import millrace.aggregate.Slice;

/** Walks over the entries of one block after another, as {@link BlockWriter} wrote them. */
final class BlockReader {
  private static final ThreadLocal<Inflater> INFLATER =
      ThreadLocal.withInitial(() -> new Inflater(true));

  private final CRC32C crc = new CRC32C();
  private final Slice key = new Slice();
  private final Slice state = new Slice();
  private byte[] inflated = new byte[0];
  private byte[] raw = new byte[0];
  private byte[] keyBytes = new byte[64];
  private int keyLength;
  private int at;
  private int end;
  private int left;

  /** How many bytes follow the header of a block that begins at {@code offset}. */
  static int stored(byte[] bytes, int offset) {
    return ByteBuffer.wrap(bytes, offset, Integer.BYTES).getInt();
  }

  /**
   * Begins a block.
   *
   * @param bytes hold it, header first, from {@code offset}; used until the next block
   * @throws IOException if they are not what was written
   */
  void begin(byte[] bytes, int offset) throws IOException {
    ByteBuffer header = ByteBuffer.wrap(bytes, offset, BlockWriter.HEADER);
    int stored = header.getInt();
    int size = header.getInt();
    int entries = header.getInt();
    crc.reset();
    crc.update(bytes, offset, 3 * Integer.BYTES);
    crc.update(bytes, offset + BlockWriter.HEADER, stored);
    if (header.getInt() != (int) crc.getValue()) {
      throw new IOException("a block is damaged: its checksum is wrong");
    }
    if (stored == size) {
      raw = bytes;
      at = offset + BlockWriter.HEADER;
    } else {
      inflate(bytes, offset + BlockWriter.HEADER, stored, size);
      raw = inflated;
      at = 0;
    }
    end = at + size;
    left = entries;
    keyLength = 0;
  }

  private void inflate(byte[] bytes, int from, int stored, int size) throws IOException {
    if (inflated.length < size) {
      inflated = new byte[size];
    }
    Inflater inflater = INFLATER.get();
    inflater.reset();
    inflater.setInput(bytes, from, stored);
    try {
      int length = 0;
      while (length < size) {
        int more = inflater.inflate(inflated, length, size - length);
        if (more == 0) {
          throw new IOException("a block is damaged: it is too short");
        }
        length += more;
      }
    } catch (DataFormatException e) {
      throw new IOException("a block is damaged: " + e.getMessage(), e);
    }
  }

  /** How many entries of the block are still to come. */
  int left() {
    return left;
  }

  /** Moves to the next entry; false at the end of the block. */
  boolean next() throws IOException {
    if (left == 0) {
      return false;
    }
    left--;
    int shared = number();
    int more = number();
    int stateLength = number();
    if (shared > keyLength || more < 0 || stateLength < 0 || end - at - more < stateLength) {
      throw new IOException("a block is damaged: an entry passes its end");
    }
    int length = shared + more;
    if (keyBytes.length < length) {
      keyBytes = Arrays.copyOf(keyBytes, Math.max(length, 2 * keyBytes.length));
    }
    System.arraycopy(raw, at, keyBytes, shared, more);
    keyLength = length;
    key.set(keyBytes, 0, length);
    at += more;
    state.set(raw, at, stateLength);
    at += stateLength;
    return true;
  }

  private int number() {
    byte b = raw[at++];
    int value = b & 0x7f;
    for (int shift = 7; b < 0; shift += 7) {
      b = raw[at++];
      value |= (b & 0x7f) << shift;
    }
    return value;
  }

  /** The key of the current entry, in bytes of this object's own. */
  Slice key() {
    return key;
  }

  /** The state of the current entry. */
  Slice state() {
    return state;
  }
}
