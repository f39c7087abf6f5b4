package millrace.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import millrace.aggregate.ByteString;
import millrace.aggregate.Slice;

/** Pairs in memory as a cursor, and cursors as pairs in memory. */
public final class Pairs implements Cursor {
  private final Iterator<Map.Entry<ByteString, ByteString>> pairs;
  private final Slice key = new Slice();
  private final Slice state = new Slice();
  private boolean closed;

  public Pairs(SortedMap<ByteString, ByteString> pairs) {
    this(pairs.entrySet());
  }

  private Pairs(Collection<Map.Entry<ByteString, ByteString>> pairs) {
    this.pairs = pairs.iterator();
  }

  /** Keys in the order in which they are given, be it none, each with itself as its state. */
  static Pairs of(List<ByteString> keys) {
    return new Pairs(keys.stream().map(key -> Map.entry(key, key)).toList());
  }

  /** What the cursor shows, one {@code key=state} each; closes it. */
  public static List<String> read(Cursor cursor) throws IOException {
    List<String> read = new ArrayList<>();
    try (cursor) {
      while (cursor.next()) {
        read.add(cursor.key() + "=" + cursor.state());
      }
      if (cursor.next()) {
        throw new AssertionError("a cursor that had ended went on");
      }
    }
    return read;
  }

  @Override
  public boolean next() {
    if (!pairs.hasNext()) {
      return false;
    }
    Map.Entry<ByteString, ByteString> pair = pairs.next();
    // The same array for every key, as a reader of files has it.
    byte[] bytes = pair.getKey().toBytes();
    byte[] shared = key.array().length >= bytes.length ? key.array() : new byte[64 + bytes.length];
    System.arraycopy(bytes, 0, shared, 0, bytes.length);
    key.set(shared, 0, bytes.length);
    state.set(pair.getValue().view());
    return true;
  }

  @Override
  public Slice key() {
    return key;
  }

  @Override
  public Slice state() {
    return state;
  }

  public boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    closed = true;
  }
}
