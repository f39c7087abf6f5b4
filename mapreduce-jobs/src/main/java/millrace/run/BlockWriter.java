package millrace.run;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import java.util.zip.Deflater;
import millrace.aggregate.Slice;

/**
 * Packs sorted entries into blocks. An entry is three numbers, the rest of its key, and its state.
 * The numbers say how many bytes the key has in common with the beginning of the key before it in
 * the block, how many bytes of it follow, and how long the state is; each is a variable-length
 * integer, seven bits a byte, the lowest first. A block is its {@link #HEADER} and the bytes of its
 * entries, deflated where that makes them fewer.
 */
final class BlockWriter {
  /**
   * Four integers of four bytes, big-endian: bytes that follow, bytes of entries, entries, and the
   * CRC32C of these three and of the bytes that follow.
   */
  static final int HEADER = 16;

  /**
   * One deflater for all blocks that a thread writes; it keeps nothing from one block to the next.
   */
  private static final ThreadLocal<Deflater> DEFLATER =
      ThreadLocal.withInitial(() -> new Deflater(Deflater.BEST_SPEED, true));

  private final CRC32C crc = new CRC32C();
  private byte[] raw = new byte[4096];
  private int size;
  private int entries;
  private byte[] last = new byte[64];
  private int lastLength = -1;
  private byte[] stored = new byte[HEADER];

  /** Adds an entry; false, and nothing added, if its key does not come after the one before. */
  boolean add(Slice key, Slice state) {
    byte[] from = key.array();
    int offset = key.offset();
    int length = key.length();
    int shared = 0;
    if (lastLength >= 0) {
      shared = Arrays.mismatch(last, 0, lastLength, from, offset, offset + length);
      boolean after =
          shared >= 0
              && shared < length
              && (shared == lastLength || (from[offset + shared] & 0xff) > (last[shared] & 0xff));
      if (!after) {
        return false;
      }
    }
    int kept = entries == 0 ? 0 : shared;
    int more = length - kept;
    ensure(3L * 5 + more + state.length());
    putNumber(kept);
    putNumber(more);
    putNumber(state.length());
    System.arraycopy(from, offset + kept, raw, size, more);
    size += more;
    System.arraycopy(state.array(), state.offset(), raw, size, state.length());
    size += state.length();
    entries++;
    if (last.length < length) {
      last = Arrays.copyOf(last, Math.max(length, 2 * last.length));
    }
    System.arraycopy(from, offset + shared, last, shared, length - shared);
    lastLength = length;
    return true;
  }

  private void ensure(long more) {
    if (raw.length - size < more) {
      long wanted = Math.max(size + more, Math.min(2L * raw.length, Integer.MAX_VALUE - 16));
      raw = Arrays.copyOf(raw, Math.toIntExact(wanted));
    }
  }

  private void putNumber(int number) {
    int left = number;
    while (left >= 0x80) {
      raw[size++] = (byte) (left | 0x80);
      left >>>= 7;
    }
    raw[size++] = (byte) left;
  }

  /** Bytes of the entries that wait to be written. */
  int size() {
    return size;
  }

  /** How many entries wait. */
  int entries() {
    return entries;
  }

  /** The key added last, which stands until the next. */
  Slice lastKey() {
    return new Slice().set(last, 0, Math.max(lastLength, 0));
  }

  /** Writes what waits as a block, an empty one if there is nothing; returns its bytes. */
  int flush(OutputStream out) throws IOException {
    if (stored.length < HEADER + size) {
      stored = new byte[HEADER + raw.length];
    }
    int length = deflate();
    if (length == 0) {
      System.arraycopy(raw, 0, stored, HEADER, size);
      length = size;
    }
    ByteBuffer header = ByteBuffer.wrap(stored).putInt(length).putInt(size).putInt(entries);
    crc.reset();
    crc.update(stored, 0, 3 * Integer.BYTES);
    crc.update(stored, HEADER, length);
    header.putInt((int) crc.getValue());
    out.write(stored, 0, HEADER + length);
    size = 0;
    entries = 0;
    return HEADER + length;
  }

  /** Deflates to fewer bytes than there were; 0 if that cannot be done. */
  private int deflate() {
    Deflater deflater = DEFLATER.get();
    deflater.reset();
    deflater.setInput(raw, 0, size);
    deflater.finish();
    int length = size == 0 ? 0 : deflater.deflate(stored, HEADER, size - 1);
    return deflater.finished() ? length : 0;
  }
}
