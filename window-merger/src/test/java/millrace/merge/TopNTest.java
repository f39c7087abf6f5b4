package millrace.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import millrace.aggregate.ByteString;
import millrace.aggregate.Cell;
import millrace.aggregate.Exact;
import millrace.aggregate.Slice;
import millrace.merge.TopN.Row;
import org.junit.jupiter.api.Test;

class TopNTest {
  private static List<Cell> number(long value) {
    return List.of(new Cell.Number(Exact.of(value)));
  }

  private static String keys(TopN top) {
    return String.join(" ", top.rows().stream().map(row -> row.key().toString()).toList());
  }

  @Test
  void theBestComeFirstAndTiesGoByKey() {
    TopN top = new TopN(3);
    top.accept(Slice.of("d"), number(2));
    top.accept(Slice.of("b"), number(2));
    top.accept(Slice.of("a"), number(1));
    top.accept(Slice.of("c"), number(9));
    assertThat(keys(top)).isEqualTo("c b d");
  }

  @Test
  void keysAreComparedAsUnsignedBytes() {
    TopN top = new TopN(2);
    top.accept(Slice.of("é"), number(1));
    top.accept(Slice.of("z"), number(1));
    top.accept(new Slice(new byte[] {(byte) 0xff}), number(1));
    assertThat(keys(top)).isEqualTo("z é");
  }

  @Test
  void onlyTheFirstCellRanks() {
    TopN top = new TopN(1);
    Cell one = new Cell.Number(Exact.of(1));
    top.accept(Slice.of("a"), List.of(one, one));
    top.accept(Slice.of("b"), List.of(one, new Cell.Number(Exact.of(5))));
    assertThat(keys(top)).isEqualTo("a");
  }

  @Test
  void thereIsNoBarUntilItIsFull() {
    TopN top = new TopN(2);
    top.accept(Slice.of("a"), number(5));
    assertThat(top.bar()).isEmpty();
    top.accept(Slice.of("b"), number(7));
    assertThat(top.bar()).contains(new Cell.Number(Exact.of(5)));
    top.accept(Slice.of("c"), number(6));
    assertThat(top.bar()).contains(new Cell.Number(Exact.of(6)));
  }

  @Test
  void fewerRowsThanItWouldShowAreAllShown() {
    TopN top = new TopN(10);
    assertThat(top.rows()).isEmpty();
    top.accept(Slice.of(""), number(0));
    assertThat(top.rows()).containsExactly(new Row(ByteString.EMPTY, number(0)));
  }

  @Test
  void refusesToShowNothing() {
    assertThatThrownBy(() -> new TopN(0)).hasMessage("a top-N needs one row or more: 0");
    assertThatThrownBy(() -> new TopN(1).accept(Slice.of("k"), List.of()))
        .hasMessage("row k has no cells to rank by");
  }

  @Test
  void agreesWithSortingEverything() {
    long seed = Long.getLong("millrace.seed", System.nanoTime());
    System.out.println("TopNTest: -Dmillrace.seed=" + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      Set<ByteString> keys = new TreeSet<>();
      int count = random.nextInt(60);
      for (int i = 0; i < count; i++) {
        byte[] key = new byte[random.nextInt(3)];
        random.nextBytes(key);
        keys.add(ByteString.copyOf(key));
      }
      List<Row> rows = new ArrayList<>();
      int values = 1 + random.nextInt(30);
      keys.forEach(key -> rows.add(new Row(key, number(random.nextInt(values) - 5))));
      int limit = 1 + random.nextInt(20);
      TopN ordered = new TopN(limit);
      for (Row row : rows) {
        boolean wanted = ordered.bar().filter(bar -> row.rank().compareTo(bar) <= 0).isEmpty();
        if (wanted) {
          ordered.accept(row.key().view(), row.cells());
        }
      }
      TopN shuffled = new TopN(limit);
      Collections.shuffle(rows, random);
      rows.forEach(row -> shuffled.accept(row.key().view(), row.cells()));

      List<Row> best =
          rows.stream()
              .sorted(Comparator.comparing(Row::rank).reversed().thenComparing(Row::key))
              .limit(limit)
              .toList();
      assertThat(ordered.rows()).isEqualTo(best);
      assertThat(shuffled.rows()).isEqualTo(best);
    }
  }
}
