package millrace.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import millrace.aggregate.Aggregate;
import millrace.aggregate.ByteString;
import millrace.aggregate.Cell;
import millrace.aggregate.Codec;
import millrace.aggregate.Count;
import millrace.aggregate.Exact;
import millrace.aggregate.Max;
import millrace.aggregate.Mean;
import millrace.aggregate.Min;
import millrace.aggregate.Seeds;
import millrace.aggregate.Slice;
import millrace.aggregate.Sum;
import millrace.run.Cursor;
import millrace.run.IndexedRun;
import millrace.run.MergeCursor;
import org.junit.jupiter.api.Test;

/** The top of many runs is that of reading all of them, and is found by reading less. */
final class RankingTest {
  private static final Codec<ByteString> AS_THEY_ARE =
      new Codec<>() {
        @Override
        public byte[] encode(ByteString state) {
          return state.toBytes();
        }

        @Override
        public ByteString decode(Slice bytes) {
          return ByteString.copyOf(bytes);
        }
      };

  /** One run in memory; it counts what is read of it. */
  private static final class Held implements Rankable {
    private final Aggregate<?, ?, List<Cell>> aggregate;
    private final List<TreeMap<ByteString, ByteString>> parts = new ArrayList<>();
    private final int heads;
    private int walked;
    private int found;

    Held(
        Aggregate<?, ?, List<Cell>> aggregate,
        Map<ByteString, ByteString> entries,
        int parts,
        int heads) {
      this.aggregate = aggregate;
      this.heads = heads;
      for (int i = 0; i < parts; i++) {
        this.parts.add(new TreeMap<>());
      }
      entries.forEach(
          (key, state) -> this.parts.get(Math.floorMod(key.hashCode(), parts)).put(key, state));
    }

    @Override
    public long bytes() {
      return entries() * 20L;
    }

    int entries() {
      return parts.stream().mapToInt(TreeMap::size).sum();
    }

    @Override
    public int parts() {
      return parts.size();
    }

    @Override
    public Optional<IndexedRun.Ranked> head(int part) {
      if (heads < 0) {
        return Optional.empty();
      }
      List<IndexedRun.RunEntry> ranked = new ArrayList<>();
      parts.get(part).forEach((key, state) -> ranked.add(new IndexedRun.RunEntry(key, state)));
      ranked.sort(best(aggregate));
      List<IndexedRun.RunEntry> head =
          new ArrayList<>(ranked.subList(0, Math.min(heads, ranked.size())));
      Optional<IndexedRun.RunEntry> worst =
          head.size() == ranked.size() ? Optional.empty() : Optional.of(head.get(head.size() - 1));
      head.sort(Comparator.comparing(IndexedRun.RunEntry::key));
      return Optional.of(new IndexedRun.Ranked(head, worst));
    }

    private static <S> Comparator<IndexedRun.RunEntry> best(Aggregate<?, S, List<Cell>> aggregate) {
      return Comparator.comparing(
              (IndexedRun.RunEntry entry) ->
                  aggregate.present(aggregate.codec().decode(entry.state().view())).get(0))
          .reversed()
          .thenComparing(IndexedRun.RunEntry::key);
    }

    @Override
    public Optional<Slice> find(Slice key) {
      found++;
      ByteString wanted = ByteString.copyOf(key);
      return parts.stream()
          .filter(part -> part.containsKey(wanted))
          .map(part -> part.get(wanted).view())
          .findFirst();
    }

    @Override
    public Cursor all() {
      walked += entries();
      TreeMap<ByteString, ByteString> all = new TreeMap<>();
      parts.forEach(all::putAll);
      return Pairs.of(all, AS_THEY_ARE, new AtomicInteger());
    }
  }

  private static <S> List<TopN.Row> expected(
      Aggregate<?, S, List<Cell>> aggregate, int most, List<Held> runs) throws IOException {
    TopN best = new TopN(most);
    try (Cursor all = MergeCursor.of(runs.stream().map(Held::all).toList(), aggregate)) {
      while (all.next()) {
        best.accept(all.key(), aggregate.present(aggregate.codec().decode(all.state())));
      }
    }
    return best.rows();
  }

  private static <S> List<TopN.Row> found(
      Aggregate<?, S, List<Cell>> aggregate, int most, List<Held> runs) throws IOException {
    return new Ranking<>(aggregate, aggregate.rankBound().orElseThrow()).top(most, runs);
  }

  /** Values of many shapes: skewed, all the same, few, negative, with many ties. */
  private static Function<Random, Exact> shape(Random random) {
    int kind = random.nextInt(5);
    int most = 1 + random.nextInt(50);
    return switch (kind) {
      case 0 -> any -> Exact.of(1);
      case 1 -> any -> Exact.of(1 + any.nextInt(most));
      case 2 -> any -> Exact.of((long) (1 / (0.0005 + any.nextDouble())));
      case 3 -> any -> Exact.of(any.nextInt(2 * most) - most);
      default -> any -> Exact.of(BigDecimal.valueOf(any.nextInt(200) - 100, 1));
    };
  }

  private static <S> void agree(
      Aggregate<Exact, S, List<Cell>> aggregate, Function<Exact, Exact> allowed, Random random)
      throws IOException {
    Function<Random, Exact> shape = shape(random);
    int keys = 1 + random.nextInt(800);
    List<Held> runs = new ArrayList<>();
    for (int left = random.nextInt(8); left > 0; left--) {
      Map<ByteString, ByteString> entries = new TreeMap<>();
      for (int i = random.nextInt(2 * keys); i > 0; i--) {
        S state = aggregate.empty();
        for (int more = 1 + random.nextInt(3); more > 0; more--) {
          state = aggregate.combine(state, aggregate.prepare(allowed.apply(shape.apply(random))));
        }
        entries.put(
            ByteString.of("key " + random.nextInt(keys)),
            ByteString.copyOf(aggregate.codec().encode(state)));
      }
      int heads = random.nextInt(8) == 0 ? -1 : 1 + random.nextInt(random.nextBoolean() ? 40 : 200);
      runs.add(new Held(aggregate, entries, 1 + random.nextInt(3), heads));
    }
    int most = 1 + random.nextInt(30);
    assertThat(found(aggregate, most, runs))
        .as("the first %d of %d runs of %d keys, %s", most, runs.size(), keys, aggregate.id())
        .isEqualTo(expected(aggregate, most, runs));
  }

  @Test
  void agreesWithReadingEverythingWhateverTheRuns() throws IOException {
    Random random = Seeds.random();
    for (int round = 0; round < 150; round++) {
      agree(new Count<>(), value -> value, random);
      agree(new Sum(), value -> value, random);
      agree(new Max(), value -> value, random);
      agree(new Min(), value -> value, random);
      agree(new Mean(), value -> value, random);
    }
  }

  /** Counts of words as texts have them: the n-th most frequent one about 1/n as often. */
  private static Held zipf(int keys, int draws, int heads, Random random) {
    double[] sums = new double[keys];
    double sum = 0;
    for (int i = 0; i < keys; i++) {
      sum += 1.0 / (i + 1);
      sums[i] = sum;
    }
    Map<ByteString, Long> counts = new TreeMap<>();
    for (int i = 0; i < draws; i++) {
      int at = java.util.Arrays.binarySearch(sums, random.nextDouble() * sum);
      counts.merge(ByteString.of("key " + (at < 0 ? -at - 1 : at)), 1L, Long::sum);
    }
    Map<ByteString, ByteString> entries = new TreeMap<>();
    counts.forEach((key, count) -> entries.put(key, ByteString.of(count.toString())));
    return new Held(new Count<>(), entries, 1, heads);
  }

  @Test
  void ofSkewedRunsNoneIsWalkedThroughAndFewKeysAreLookedUp() throws IOException {
    Random random = Seeds.random();
    List<Held> runs = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      runs.add(zipf(50_000, i == 0 ? 100_000 : 5_000, 200, random));
    }
    assertThat(found(new Count<>(), 20, runs)).hasSize(20);
    assertThat(runs.stream().mapToInt(run -> run.walked).sum()).as("entries walked").isZero();
    assertThat(runs.stream().mapToInt(run -> run.found).sum())
        .as("keys looked up")
        .isLessThan(12 * 150);
    assertThat(found(new Count<>(), 20, runs)).isEqualTo(expected(new Count<>(), 20, runs));
  }

  @Test
  void aHugeRunOfEqualCountsIsLeftOutWhenOthersAreWalkedThrough() throws IOException {
    Random random = Seeds.random();
    Map<ByteString, ByteString> flat = new TreeMap<>();
    for (int i = 0; i < 50_000; i++) {
      flat.put(ByteString.of("key " + i), ByteString.of("1"));
    }
    List<Held> runs = new ArrayList<>();
    runs.add(new Held(new Count<>(), flat, 2, 500));
    for (int i = 0; i < 5; i++) {
      Map<ByteString, ByteString> few = new TreeMap<>();
      for (int j = 0; j < 1_000; j++) {
        few.put(ByteString.of("key " + random.nextInt(50_000)), ByteString.of("1"));
      }
      runs.add(new Held(new Count<>(), few, 1, 32));
    }
    List<TopN.Row> found = found(new Count<>(), 10, runs);
    assertThat(runs.get(0).walked).as("entries of the huge run walked").isZero();
    assertThat(found).isEqualTo(expected(new Count<>(), 10, runs));
  }
}
