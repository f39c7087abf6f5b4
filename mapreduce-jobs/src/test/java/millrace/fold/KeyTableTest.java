package millrace.fold;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntFunction;
import millrace.aggregate.ByteString;
import millrace.aggregate.Seeds;
import millrace.aggregate.Slice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class KeyTableTest {
  private static List<ByteString> contents(KeyTable table) {
    List<ByteString> contents = new ArrayList<>();
    Slice key = new Slice();
    KeyTable.KeyCursor sorted = table.sorted();
    while (sorted.hasNext()) {
      int slot = sorted.next(key);
      contents.add(ByteString.copyOf(key));
      assertThat(table.slotOf(key)).isEqualTo(slot);
    }
    return contents;
  }

  /** Asks for many keys, many of them more than once, and compares with a map. */
  private static void agreesWithASortedMap(KeyTable table, IntFunction<byte[]> keys) {
    var map = new TreeMap<ByteString, Integer>();
    byte[] shared = new byte[100_000];
    Slice key = new Slice();
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = keys.apply(i);
      // At the very end of an array as well as in its middle, before other bytes.
      int offset = i % 3 == 0 ? shared.length - bytes.length : i % 7;
      System.arraycopy(bytes, 0, shared, offset, bytes.length);
      key.set(shared, offset, bytes.length);
      Integer known = map.putIfAbsent(ByteString.copyOf(key), map.size());
      int slot = i % 2 == 0 ? table.slotOf(key) : asked(table, key);
      assertThat(table.size()).isEqualTo(map.size());
      if (known == null) {
        assertThat(table.number(slot)).isZero();
        table.number(slot, map.size() - 1);
      } else {
        assertThat(table.number(slot)).isEqualTo((long) known);
      }
    }
    assertThat(table.size()).isEqualTo(map.size());
    assertThat(contents(table)).isEqualTo(List.copyOf(map.keySet()));
    assertThat(table.memory()).isPositive();
    table.clear();
    assertThat(table.memory()).isZero();
    assertThat(contents(table)).isEmpty();
  }

  private static int asked(KeyTable table, Slice key) {
    table.ask(Slice.of("another"));
    table.ask(key);
    table.fetch();
    int slot = table.slotOfAsked(1);
    table.forget();
    return slot;
  }

  @Test
  void agreesWithASortedMap() {
    Random random = Seeds.random();
    var table = new KeyTable();
    for (int round = 0; round < 3; round++) {
      agreesWithASortedMap(
          table,
          i -> {
            boolean large = random.nextInt(2000) == 0;
            byte[] bytes = new byte[large ? random.nextInt(90_000) : random.nextInt(3)];
            random.nextBytes(bytes);
            return bytes;
          });
    }
  }

  /** Where keys differ: in their length alone, or somewhere around the eighth byte. */
  @Test
  void keysThatBeginAlikeAreToldApart() {
    Random random = Seeds.random();
    agreesWithASortedMap(
        new KeyTable(),
        i -> {
          byte[] bytes = new byte[random.nextInt(20)];
          for (int at = 0; at < bytes.length; at++) {
            bytes[at] = (byte) (random.nextInt(6) == 0 ? -1 : 0);
          }
          return bytes;
        });
  }

  /** New keys, known keys and the same key twice, while the table grows. */
  @Test
  void manyAskedForTogetherAgreeWithAMap() {
    Random random = Seeds.random();
    var table = new KeyTable();
    var map = new TreeMap<ByteString, Long>();
    List<ByteString> batch = new ArrayList<>();
    while (map.size() < 20_000) {
      batch.clear();
      for (int i = random.nextInt(KeyTable.TOGETHER) + 1; i > 0; i--) {
        String text = Integer.toString(random.nextInt(40_000), 36);
        batch.add(ByteString.of(random.nextBoolean() ? text : "longer-" + text));
        table.ask(batch.get(batch.size() - 1).view());
      }
      table.fetch();
      for (int i = 0; i < table.asked(); i++) {
        int slot = table.slotOfAsked(i);
        table.number(slot, table.number(slot) + 1);
        map.merge(batch.get(i), 1L, Long::sum);
      }
      table.forget();
    }
    Slice key = new Slice();
    KeyTable.KeyCursor sorted = table.sorted();
    for (Map.Entry<ByteString, Long> entry : map.entrySet()) {
      int slot = sorted.next(key);
      assertThat(ByteString.copyOf(key)).isEqualTo(entry.getKey());
      assertThat(table.number(slot)).isEqualTo((long) entry.getValue());
    }
    assertThat(sorted.hasNext()).isFalse();
  }

  /** Numbers that differ in a few high bits, and pairs whose differences cancel each other out. */
  @Test
  @Timeout(60) // colliding, they would take many minutes
  void noPatternMakesKeysCollide() {
    var table = new KeyTable();
    Slice key = new Slice();
    int keys = 1 << 20;
    for (int i = 0; i < keys; i++) {
      long bits = (long) i << 44;
      key.set(ByteBuffer.allocate(16).putLong(bits).putLong(bits ^ i >>> 10).array(), 0, 16);
      table.slotOf(key);
    }
    assertThat(table.size()).isEqualTo(keys);
  }
}
