package millrace.cut;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/** Bytes that are collected and then written once. They are not copied when they grow. */
final class Chunks {
  private static final int SMALLEST = 1 << 9;
  private static final int LARGEST = 1 << 16;

  private final List<byte[]> full = new ArrayList<>();
  private byte[] last = new byte[SMALLEST];
  private int used;
  private int size;

  void write(byte[] bytes, int offset, int length) {
    int from = offset;
    int left = length;
    while (left > 0) {
      if (used == last.length) {
        more();
      }
      int now = Math.min(left, last.length - used);
      System.arraycopy(bytes, from, last, used, now);
      used += now;
      from += now;
      left -= now;
    }
    size += length;
  }

  void write(byte b) {
    if (used == last.length) {
      more();
    }
    last[used++] = b;
    size++;
  }

  private void more() {
    full.add(last);
    last = new byte[Math.min(2 * last.length, LARGEST)];
    used = 0;
  }

  /** Appends the bytes of {@code other}. */
  void write(Chunks other) {
    for (byte[] chunk : other.full) {
      write(chunk, 0, chunk.length);
    }
    write(other.last, 0, other.used);
  }

  int size() {
    return size;
  }

  void writeTo(OutputStream out) throws IOException {
    for (byte[] chunk : full) {
      out.write(chunk);
    }
    out.write(last, 0, used);
  }
}
