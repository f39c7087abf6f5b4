package millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import millrace.aggregate.ByteString;
import millrace.aggregate.Seeds;
import millrace.aggregate.Slice;
import org.junit.jupiter.api.Test;

final class KeyTableTest {
  private static List<String> contents(KeyTable<Integer> table) {
    List<String> contents = new ArrayList<>();
    Slice key = new Slice();
    for (int entry : table.sorted()) {
      table.show(entry, key);
      contents.add(key.copy().hashCode() + "/" + key.length() + "=" + table.value(entry));
    }
    return contents;
  }

  @Test
  void agreesWithASortedMap() {
    Random random = Seeds.random();
    var table = new KeyTable<Integer>();
    for (int round = 0; round < 3; round++) {
      var map = new TreeMap<ByteString, Integer>();
      byte[] shared = new byte[100_000];
      Slice key = new Slice();
      for (int i = 0; i < 20_000; i++) {
        int length = random.nextInt(2000) == 0 ? random.nextInt(shared.length) : random.nextInt(3);
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        System.arraycopy(bytes, 0, shared, 0, length);
        key.set(shared, 0, length);
        int entry = table.find(key);
        assertThat(entry >= 0).isEqualTo(map.containsKey(key.copy()));
        if (entry < 0) {
          table.add(key, i);
        } else {
          table.set(entry, table.value(entry) + i);
        }
        map.merge(key.copy(), i, Integer::sum);
      }
      assertThat(table.size()).isEqualTo(map.size());
      assertThat(contents(table))
          .isEqualTo(
              map.entrySet().stream()
                  .map(e -> e.getKey().hashCode() + "/" + e.getKey().length() + "=" + e.getValue())
                  .toList());
      assertThat(table.memory()).isPositive();
      table.clear();
      assertThat(table.memory()).isZero();
      assertThat(contents(table)).isEmpty();
    }
  }
}
