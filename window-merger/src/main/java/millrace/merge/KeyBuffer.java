package millrace.merge;

import java.util.Arrays;
import millrace.aggregate.Slice;

/** A key that is kept while its owner moves on. */
final class KeyBuffer {
  private byte[] bytes = new byte[64];
  private final Slice view = new Slice();

  void set(Slice key) {
    if (bytes.length < key.length()) {
      bytes = Arrays.copyOf(bytes, Math.max(key.length(), 2 * bytes.length));
    }
    System.arraycopy(key.array(), key.offset(), bytes, 0, key.length());
    view.set(bytes, 0, key.length());
  }

  Slice view() {
    return view;
  }
}
