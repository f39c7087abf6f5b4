package millrace.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import millrace.aggregate.Aggregate;
import millrace.aggregate.ByteString;
import millrace.aggregate.Cell;
import millrace.aggregate.Codec;
import millrace.aggregate.Exact;
import millrace.aggregate.Slice;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PassTest {
  private static long seed;

  @TempDir Path directory;

  @BeforeAll
  static void chooseSeed() {
    seed = Long.getLong("millrace.seed", System.nanoTime());
    System.out.println("PassTest: -Dmillrace.seed=" + seed);
  }

  /** Longs as digits; counts what is asked of it. */
  private abstract static class Whole implements Aggregate<Long, Long, List<Cell>> {
    int combined;
    int presented;

    @Override
    public Long prepare(Long event) {
      return event;
    }

    @Override
    public Long combine(Long left, Long right) {
      combined++;
      return join(left, right);
    }

    abstract Long join(Long left, Long right);

    @Override
    public List<Cell> present(Long state) {
      presented++;
      return cells(state);
    }

    static List<Cell> cells(long value) {
      return List.of(new Cell.Number(Exact.of(value)));
    }

    @Override
    public Codec<Long> codec() {
      return new Codec<>() {
        @Override
        public byte[] encode(Long state) {
          return Long.toString(state).getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        public Long decode(Slice bytes) {
          return Long.valueOf(bytes.toString());
        }
      };
    }
  }

  /** Can be undone, so keys vanish: 3 and -3 make nothing. */
  private static final class Balance extends Whole {
    @Override
    public String id() {
      return "balance/1";
    }

    @Override
    public Long empty() {
      return 0L;
    }

    @Override
    Long join(Long left, Long right) {
      return left + right;
    }
  }

  /** Cannot be undone. */
  private static final class Highest extends Whole {
    @Override
    public String id() {
      return "highest/1";
    }

    @Override
    public Long empty() {
      return Long.MIN_VALUE;
    }

    @Override
    Long join(Long left, Long right) {
      return Math.max(left, right);
    }
  }

  private static final Codec<Long> CODEC = new Balance().codec();

  /** Takes every row. */
  private static final class Everything implements RowConsumer {
    private final Map<ByteString, List<Cell>> rows = new LinkedHashMap<>();

    @Override
    public void accept(Slice key, List<Cell> cells) {
      assertThat(rows.put(ByteString.copyOf(key), cells)).isNull();
    }
  }

  private static NavigableMap<ByteString, Long> source(String text) {
    NavigableMap<ByteString, Long> states = new TreeMap<>();
    Stream.of(text.split(" ", -1))
        .filter(pair -> !pair.isEmpty())
        .forEach(
            pair ->
                states.put(ByteString.of(pair.substring(0, 1)), Long.valueOf(pair.substring(2))));
    return states;
  }

  private static String text(Everything sink) {
    List<String> rows = new ArrayList<>();
    sink.rows.forEach((key, cells) -> rows.add(key + "=" + cells.get(0).text()));
    return String.join(" ", rows);
  }

  private Pass<Long> pass(Whole aggregate, int fanIn) {
    return new Pass<>(aggregate, new TemporaryFiles(directory), fanIn);
  }

  private static List<CursorSource> open(
      List<? extends Map<ByteString, Long>> sources, AtomicInteger open) {
    List<CursorSource> all = new ArrayList<>();
    sources.forEach(source -> all.add(() -> Pairs.of(source, CODEC, open)));
    return all;
  }

  @Test
  void oneWalkMakesManyReports() throws IOException {
    Everything first = new Everything();
    Everything both = new Everything();
    Everything all = new Everything();
    Everything last = new Everything();
    pass(new Balance(), 64)
        .run(
            open(
                List.of(source("a=1 b=2"), source("b=3 c=4"), source("a=5 c=-4")),
                new AtomicInteger()),
            List.of(
                PassTarget.of(List.of(0), first),
                PassTarget.on(0, List.of(1), both),
                PassTarget.on(1, List.of(2), all),
                PassTarget.of(List.of(2), last)));
    assertThat(text(first)).isEqualTo("a=1 b=2");
    assertThat(text(both)).isEqualTo("a=1 b=5 c=4");
    assertThat(text(all)).isEqualTo("a=6 b=5");
    assertThat(text(last)).isEqualTo("a=5 c=-4");
  }

  @Test
  void aKeyThatVanishedCanComeBack() throws IOException {
    List<Everything> sinks = IntStream.range(0, 3).mapToObj(i -> new Everything()).toList();
    pass(new Balance(), 64)
        .run(
            open(List.of(source("a=3"), source("a=-3"), source("a=4")), new AtomicInteger()),
            List.of(
                PassTarget.of(List.of(0), sinks.get(0)),
                PassTarget.on(0, List.of(1), sinks.get(1)),
                PassTarget.on(1, List.of(2), sinks.get(2))));
    assertThat(sinks.stream().map(PassTest::text)).containsExactly("a=3", "", "a=4");
  }

  @Test
  void agreesWithFoldingEachReportByItself() throws IOException {
    Random random = new Random(seed);
    for (int round = 0; round < 400; round++) {
      Whole aggregate = random.nextBoolean() ? new Balance() : new Highest();
      List<NavigableMap<ByteString, Long>> sources = new ArrayList<>();
      int count = random.nextInt(12);
      for (int i = 0; i < count; i++) {
        NavigableMap<ByteString, Long> states = new TreeMap<>();
        int keys = random.nextInt(15);
        for (int j = 0; j < keys; j++) {
          byte[] key = new byte[random.nextInt(3)];
          for (int k = 0; k < key.length; k++) {
            key[k] = (byte) (random.nextInt(4) * 85);
          }
          states.put(ByteString.copyOf(key), random.nextInt(9) - 4L);
        }
        sources.add(states);
      }
      List<PassTarget> targets = new ArrayList<>();
      List<List<Integer>> held = new ArrayList<>();
      List<Everything> everything = new ArrayList<>();
      List<TopN> tops = new ArrayList<>();
      int reports = random.nextInt(10);
      int limit = 1 + random.nextInt(5);
      for (int i = 0; i < reports; i++) {
        int base = random.nextInt(3) == 0 ? -1 : random.nextInt(i + 1) - 1;
        List<Integer> all = new ArrayList<>(base < 0 ? List.of() : held.get(base));
        List<Integer> added = new ArrayList<>();
        for (int s = 0; s < count; s++) {
          if (!all.contains(s) && random.nextInt(3) == 0) {
            added.add(s);
          }
        }
        all.addAll(added);
        held.add(all);
        Everything sink = new Everything();
        TopN top = new TopN(limit);
        everything.add(sink);
        tops.add(top);
        RowConsumer target = i % 2 == 0 ? sink : top;
        targets.add(base < 0 ? PassTarget.of(added, target) : PassTarget.on(base, added, target));
      }
      AtomicInteger open = new AtomicInteger();
      pass(aggregate, 2 + random.nextInt(6)).run(open(sources, open), targets);

      assertThat(open).hasValue(0);
      for (int i = 0; i < reports; i++) {
        NavigableMap<ByteString, Long> expected = new TreeMap<>();
        for (int s : held.get(i)) {
          sources.get(s).forEach((key, state) -> expected.merge(key, state, aggregate::join));
        }
        expected.values().removeIf(state -> state.equals(aggregate.empty()));
        if (i % 2 == 0) {
          Map<ByteString, List<Cell>> rows = new LinkedHashMap<>();
          expected.forEach((key, state) -> rows.put(key, Whole.cells(state)));
          assertThat(List.copyOf(everything.get(i).rows.entrySet()))
              .isEqualTo(List.copyOf(rows.entrySet()));
        } else {
          TopN top = new TopN(limit);
          expected.forEach((key, state) -> top.accept(key.view(), Whole.cells(state)));
          assertThat(tops.get(i).rows()).isEqualTo(top.rows());
        }
      }
    }
    assertThat(files()).isEmpty();
  }

  @Test
  void manySourcesAreReadWithFewFilesOpen() throws IOException {
    Random random = new Random(seed);
    List<NavigableMap<ByteString, Long>> sources = new ArrayList<>();
    NavigableMap<ByteString, Long> expected = new TreeMap<>();
    for (int i = 0; i < 1_000; i++) {
      NavigableMap<ByteString, Long> states = new TreeMap<>();
      for (int j = 0; j < 5; j++) {
        states.put(ByteString.of("k" + random.nextInt(50)), 1L + random.nextInt(100));
      }
      states.forEach((key, state) -> expected.merge(key, state, Long::sum));
      sources.add(states);
    }
    AtomicInteger open = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<CursorSource> counted = new ArrayList<>();
    for (CursorSource source : open(sources, open)) {
      counted.add(
          () -> {
            var cursor = source.open();
            most.accumulateAndGet(open.get(), Math::max);
            return cursor;
          });
    }
    Everything sink = new Everything();
    pass(new Balance(), 8)
        .run(counted, List.of(PassTarget.of(IntStream.range(0, 1_000).boxed().toList(), sink)));

    assertThat(most.get()).isLessThanOrEqualTo(8);
    assertThat(open).hasValue(0);
    assertThat(files()).isEmpty();
    Everything naive = new Everything();
    expected.forEach((key, state) -> naive.accept(key.view(), Whole.cells(state)));
    assertThat(text(sink)).isEqualTo(text(naive));
  }

  @Test
  void longKeysSurviveSpilling() throws IOException {
    List<NavigableMap<ByteString, Long>> sources = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      NavigableMap<ByteString, Long> states = new TreeMap<>();
      for (int length = 1; length < 100_000; length *= 7) {
        states.put(ByteString.of("k".repeat(length)), 1L);
      }
      sources.add(states);
    }
    Everything sink = new Everything();
    pass(new Balance(), 2)
        .run(
            open(sources, new AtomicInteger()),
            List.of(PassTarget.of(IntStream.range(0, 9).boxed().toList(), sink)));
    assertThat(sink.rows.keySet()).containsExactlyElementsOf(sources.get(0).keySet());
    assertThat(sink.rows.values()).containsOnly(Whole.cells(9));
  }

  @Test
  void aThousandChainedTopsCostAboutAsMuchAsOne() throws IOException {
    Random random = new Random(seed);
    int keys = 20_000;
    int reports = 1_000;
    List<NavigableMap<ByteString, Long>> sources = new ArrayList<>();
    NavigableMap<ByteString, Long> history = new TreeMap<>();
    for (int i = 0; i < keys; i++) {
      history.put(ByteString.of("key" + i), 1L + random.nextInt(1_000_000));
    }
    sources.add(history);
    AtomicInteger hits = new AtomicInteger();
    List<PassTarget> targets = new ArrayList<>();
    List<TopN> tops = new ArrayList<>();
    for (int i = 0; i < reports; i++) {
      NavigableMap<ByteString, Long> bucket = new TreeMap<>();
      bucket.put(ByteString.of("key" + random.nextInt(keys)), 10L);
      sources.add(bucket);
      TopN top = new TopN(10);
      tops.add(top);
      RowConsumer counting =
          new RowConsumer() {
            @Override
            public void accept(Slice key, List<Cell> cells) {
              hits.incrementAndGet();
              top.accept(key, cells);
            }

            @Override
            public Optional<Cell> bar() {
              return top.bar();
            }
          };
      targets.add(
          i == 0
              ? PassTarget.of(List.of(0, 1), counting)
              : PassTarget.on(i - 1, List.of(i + 1), counting));
    }
    Balance aggregate = new Balance();
    pass(aggregate, 64).run(open(sources, new AtomicInteger()), targets);

    System.out.println(
        "chained top-10: "
            + reports
            + " reports over "
            + keys
            + " keys: combined "
            + aggregate.combined
            + ", presented "
            + aggregate.presented
            + ", rows offered "
            + hits);
    assertThat(aggregate.combined).isLessThanOrEqualTo(reports);
    assertThat(aggregate.presented).isLessThanOrEqualTo(keys + 2 * reports);
    assertThat(hits.get()).isLessThan(reports * 200); // 10 ln(keys / 10), not keys
    NavigableMap<ByteString, Long> all = new TreeMap<>();
    sources.forEach(source -> source.forEach((key, state) -> all.merge(key, state, Long::sum)));
    TopN last = new TopN(10);
    all.forEach((key, state) -> last.accept(key.view(), Whole.cells(state)));
    assertThat(tops.get(reports - 1).rows()).isEqualTo(last.rows());
  }

  @Test
  void aSourceThatIsNotSortedIsRefused() {
    AtomicInteger open = new AtomicInteger();
    for (List<String> keys : List.of(List.of("b", "a"), List.of("a", "a"))) {
      CursorSource source =
          () ->
              new Pairs(
                  keys.stream().map(ByteString::of).toList(),
                  List.of(ByteString.of("1"), ByteString.of("1")),
                  open);
      assertThatThrownBy(
              () ->
                  pass(new Balance(), 64)
                      .run(List.of(source), List.of(PassTarget.of(List.of(0), new Everything()))))
          .isInstanceOf(IOException.class)
          .hasMessage("source 0 is not sorted: key " + keys.get(1) + " comes after " + keys.get(0));
    }
    assertThat(open).hasValue(0);
  }

  @Test
  void aStateThatIsNoneIsNamedWithItsKey() {
    CursorSource source =
        () ->
            new Pairs(
                List.of(ByteString.of("k")), List.of(ByteString.of("x")), new AtomicInteger());
    assertThatThrownBy(
            () ->
                pass(new Balance(), 64)
                    .run(List.of(source), List.of(PassTarget.of(List.of(0), new Everything()))))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("key k of source 0 has a state that balance/1 cannot read: ");
  }

  @Test
  void aFailureLeavesNothingOpenAndNothingBehind() throws IOException {
    AtomicInteger open = new AtomicInteger();
    List<CursorSource> sources =
        new ArrayList<>(open(List.of(source("a=1"), source("b=1"), source("c=1")), open));
    sources.add(
        0,
        () -> {
          throw new IOException("disk is gone");
        });
    assertThatThrownBy(
            () ->
                pass(new Balance(), 2)
                    .run(sources, List.of(PassTarget.of(List.of(0, 1, 2, 3), new Everything()))))
        .hasMessage("disk is gone");
    assertThat(open).hasValue(0);
    assertThat(files()).isEmpty();
  }

  @Test
  void targetsMustMakeSense() {
    Everything sink = new Everything();
    Pass<Long> pass = pass(new Balance(), 64);
    assertThatThrownBy(() -> pass.run(List.of(), List.of(PassTarget.on(0, List.of(), sink))))
        .hasMessage("target 0 has a base that is not before it: 0");
    assertThatThrownBy(() -> pass.run(List.of(), List.of(PassTarget.of(List.of(0), sink))))
        .hasMessage("target 0 wants source 0 of 0");
  }

  @Test
  void nothingMakesEmptyReports() throws IOException {
    Everything sink = new Everything();
    pass(new Balance(), 64).run(List.of(), List.of(PassTarget.of(List.of(), sink)));
    pass(new Balance(), 64).run(List.of(), List.of());
    assertThat(sink.rows).isEmpty();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }
}
