package millrace.merge;

import java.io.IOException;
import java.nio.ByteBuffer;
import millrace.aggregate.Slice;
import millrace.run.Cursor;

/**
 * Tagged pairs read back from a spill, where each value is the number of the source in four bytes,
 * then the state.
 */
final class Spilled implements Tagged {
  private final Cursor cursor;
  private final Slice state = new Slice();
  private int source;

  Spilled(Cursor cursor) {
    this.cursor = cursor;
  }

  /** Writes all of {@code pairs} to {@code stream}, as this class reads them. */
  static void write(Tagged pairs, Spill.Stream stream) throws IOException {
    byte[] bytes = new byte[256];
    Slice value = new Slice();
    while (pairs.next()) {
      Slice state = pairs.state();
      int length = Integer.BYTES + state.length();
      if (bytes.length < length) {
        bytes = new byte[Math.max(length, 2 * bytes.length)];
      }
      ByteBuffer.wrap(bytes)
          .putInt(pairs.source())
          .put(state.array(), state.offset(), state.length());
      stream.write(pairs.key(), value.set(bytes, 0, length));
    }
  }

  @Override
  public boolean next() throws IOException {
    if (!cursor.next()) {
      return false;
    }
    Slice value = cursor.state();
    if (value.length() < Integer.BYTES) {
      throw new IOException(
          "a spilled value is torn: key=" + cursor.key() + " bytes=" + value.length());
    }
    source = ByteBuffer.wrap(value.array(), value.offset(), Integer.BYTES).getInt();
    state.set(value.array(), value.offset() + Integer.BYTES, value.length() - Integer.BYTES);
    return true;
  }

  @Override
  public Slice key() {
    return cursor.key();
  }

  @Override
  public int source() {
    return source;
  }

  @Override
  public Slice state() {
    return state;
  }

  @Override
  public void close() throws IOException {
    cursor.close();
  }
}
