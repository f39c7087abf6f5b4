package millrace.merge;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import millrace.aggregate.ByteString;
import millrace.aggregate.Codec;
import millrace.aggregate.Slice;
import millrace.run.Cursor;

/**
 * A cursor over pairs in memory that behaves as badly as it may: what it showed is overwritten when
 * it moves on.
 */
final class Pairs implements Cursor {
  private final List<ByteString> keys;
  private final List<ByteString> states;
  private final AtomicInteger open;
  private final Slice key = new Slice();
  private final Slice state = new Slice();
  private int at = -1;
  private boolean closed;

  Pairs(List<ByteString> keys, List<ByteString> states, AtomicInteger open) {
    this.keys = List.copyOf(keys);
    this.states = List.copyOf(states);
    this.open = open;
    open.incrementAndGet();
  }

  /**
   * A cursor over {@code entries} in their order, which counts itself in {@code open} while it is.
   */
  static <S> Pairs of(Map<ByteString, S> entries, Codec<S> codec, AtomicInteger open) {
    List<ByteString> states = new ArrayList<>();
    entries.values().forEach(state -> states.add(ByteString.copyOf(codec.encode(state))));
    return new Pairs(new ArrayList<>(entries.keySet()), states, open);
  }

  @Override
  public boolean next() throws IOException {
    if (closed) {
      throw new IOException("read after close");
    }
    overwrite(key);
    overwrite(state);
    if (++at >= keys.size()) {
      return false;
    }
    show(keys.get(at), key);
    show(states.get(at), state);
    return true;
  }

  private static void show(ByteString bytes, Slice view) {
    byte[] copy = new byte[bytes.length() + 2];
    System.arraycopy(bytes.toBytes(), 0, copy, 1, bytes.length());
    view.set(copy, 1, bytes.length());
  }

  private static void overwrite(Slice view) {
    Arrays.fill(view.array(), (byte) '#');
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
  public void close() {
    if (!closed) {
      closed = true;
      open.decrementAndGet();
    }
  }
}
