package millrace.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.function.LongUnaryOperator;
import java.util.stream.Collectors;
import millrace.run.Run;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CompactionTest {
  private static final Duration EVERY = Duration.ofMinutes(5);
  private static final int YEAR = 105_120;
  private static final long MB = 1L << 20;
  private static final Instant NEW_YEAR = Instant.parse("2024-01-01T00:00:00Z");
  private static final LongUnaryOperator NOTHING_IN_COMMON = LongUnaryOperator.identity();

  /** Random seed of this run. */
  private static long seed;

  @BeforeAll
  static void chooseSeed() {
    seed = Long.getLong("millrace.seed", System.nanoTime());
    System.out.println("CompactionTest: -Dmillrace.seed=" + seed);
  }

  private static Compaction compaction() {
    return new Compaction(Levels.of(EVERY));
  }

  /**
   * The first plan for runs of so many MB, given as TIME=SIZE; the runs of a merge are named by
   * their sizes.
   */
  private static String plan(String watermark, String... runs) {
    Compaction compaction = compaction();
    Runs there = new Runs(EVERY, compaction, NOTHING_IN_COMMON);
    for (String run : runs) {
      int equals = run.indexOf('=');
      there.arrive(at(run.substring(0, equals)), Long.parseLong(run.substring(equals + 1)) * MB);
    }
    return compaction.plan(there.roots(), at(watermark)).stream()
        .map(
            merge ->
                merge.covers().start().toString().substring(11, 16)
                    + "-"
                    + merge.covers().end().toString().substring(11, 16)
                    + merge.inputs().stream()
                        .map(input -> String.valueOf(input.bytes() / MB))
                        .collect(Collectors.joining(" ", " [", "]")))
        .collect(Collectors.joining(", "));
  }

  private static Instant at(String time) {
    return Instant.parse("2024-03-01T" + time + ":00Z");
  }

  @Test
  void waitsForTheThird() {
    assertThat(plan("10:10", "10:00=1", "10:05=1")).isEmpty();
    assertThat(plan("10:15", "10:00=1", "10:05=1", "10:10=1")).isEqualTo("10:00-10:15 [1 1 1]");
  }

  @Test
  void aSpanThatHasPassedDoesNotWaitForWhatIsEmpty() {
    assertThat(plan("10:15", "10:00=1", "10:10=2")).isEqualTo("10:00-10:15 [1 2]");
  }

  @Test
  void aRunAloneIsLeftAlone() {
    assertThat(plan("23:00", "10:00=1")).isEmpty();
  }

  @Test
  void plansTheLowestLevelFirst() {
    assertThat(plan("11:00", "10:00=1", "10:05=1", "10:20=1", "10:50=1", "10:55=1"))
        .isEqualTo("10:00-10:15 [1 1], 10:45-11:00 [1 1]");
    assertThat(plan("11:05", "10:00=1", "10:20=1", "10:50=1")).isEqualTo("10:00-11:00 [1 1 1]");
  }

  /** What ends at noon: a quarter, an hour, four hours. */
  @Test
  void levelsAboveTheFirstAreMergedOneAfterAnother() {
    String[] hour = {"11:00=1", "11:15=1", "11:30=1", "11:45=1"};
    assertThat(plan("12:00", hour)).isEmpty();
    assertThat(plan("12:05", hour)).isEqualTo("11:00-12:00 [1 1 1 1]");
    String[] hours = {"08:00=1", "09:00=1", "10:00=1", "11:00=1"};
    assertThat(plan("12:05", hours)).isEmpty();
    assertThat(plan("12:10", hours)).isEqualTo("08:00-12:00 [1 1 1 1]");
  }

  @Test
  void aSmallCorrectionDoesNotRewriteAHugeRun() {
    assertThat(plan("10:05", "10:00=100", "10:00=1")).isEmpty();
    assertThat(plan("10:05", "10:00=100", "10:00=1", "10:00=1")).isEqualTo("10:00-10:05 [1 1]");
    assertThat(plan("10:05", "10:00=100", "10:00=20", "10:00=15"))
        .isEqualTo("10:00-10:05 [15 20 100]");
  }

  @Test
  void oneTinyRunDoesNotKeepTheLargeOnesApart() {
    assertThat(plan("10:15", "10:00=100", "10:05=1", "10:10=100"))
        .isEqualTo("10:00-10:15 [1 100 100]");
  }

  @Test
  void neverReadsMoreThanItsFanIn() {
    Compaction narrow = new Compaction(Levels.of(EVERY), 4);
    Runs runs = new Runs(EVERY, narrow, NOTHING_IN_COMMON);
    for (int i = 0; i < 50; i++) {
      runs.arrive(NEW_YEAR, MB);
    }
    runs.compact(NEW_YEAR.plus(EVERY));
    assertThat(runs.mostInputs()).isEqualTo(4);
    assertThat(runs.roots()).hasSizeLessThan(5);
  }

  @Test
  void theSameRunsInAnyOrderGiveTheSamePlan() {
    Random random = new Random(seed);
    Runs runs = new Runs(EVERY, compaction(), NOTHING_IN_COMMON);
    for (int i = 0; i < 200; i++) {
      runs.arrive(NEW_YEAR.plus(EVERY.multipliedBy(random.nextInt(100))), MB << random.nextInt(10));
    }
    List<Run> shuffled = new ArrayList<>(runs.roots());
    Collections.shuffle(shuffled, random);
    Instant later = NEW_YEAR.plus(Duration.ofDays(300));
    assertThat(compaction().plan(shuffled, later))
        .isNotEmpty()
        .isEqualTo(compaction().plan(runs.roots(), later));
  }

  @Test
  void aYearOfUnevenBucketsStaysCheap() {
    Runs year = ticks(YEAR, "uneven", NOTHING_IN_COMMON, 1.0, 0.0);
    assertThat(year.mostRoots()).isLessThan(50);
    assertThat(year.writeAmplification()).isLessThan(12.0);
    assertThat(year.mostInputs()).isLessThanOrEqualTo(20);
  }

  @Test
  void aYearOfCorrectionsAtRandomOldPlacesStaysCheap() {
    Runs year = ticks(YEAR, "uneven, with corrections", NOTHING_IN_COMMON, 1.0, 0.2);
    assertThat(year.mostRoots()).isLessThan(100);
    assertThat(year.writeAmplification()).isLessThan(14.0);
    assertThat(year.mostInputs()).isLessThanOrEqualTo(Compaction.FAN_IN);
  }

  @Test
  void aSeasonInWhichAllRunsHoldTheSameKeysStaysCheap() {
    Runs year =
        ticks(YEAR / 4, "same keys, with corrections", bytes -> Math.min(bytes, 4 * MB), 1.0, 0.2);
    assertThat(year.mostRoots()).isLessThan(100);
    assertThat(year.writeAmplification()).isLessThan(8.0);
    assertThat(year.mostInputs()).isLessThanOrEqualTo(Compaction.FAN_IN);
  }

  @Test
  void aSparseYearStaysCheap() {
    Runs year = ticks(YEAR, "sparse, with corrections", NOTHING_IN_COMMON, 0.01, 0.05);
    assertThat(year.mostRoots()).isLessThan(60);
    assertThat(year.writeAmplification()).isLessThan(12.0);
    assertThat(year.mostInputs()).isLessThanOrEqualTo(Compaction.FAN_IN);
  }

  @Test
  void theMergesOfOnePlanDoNotNeedEachOther() {
    Random random = new Random(seed);
    Compaction compaction = compaction();
    Runs backlog = new Runs(EVERY, compaction, NOTHING_IN_COMMON);
    for (int i = 0; i < 10_000; i++) {
      backlog.arrive(NEW_YEAR.plus(EVERY.multipliedBy(i)), 1024L << random.nextInt(14));
    }
    Set<Run> inputs = new HashSet<>();
    for (PlannedMerge merge :
        compaction.plan(backlog.roots(), NEW_YEAR.plus(EVERY.multipliedBy(10_000)))) {
      for (Run input : merge.inputs()) {
        assertThat(inputs.add(input)).isTrue();
      }
    }
    assertThat(inputs.size()).isGreaterThan(5_000);
  }

  @Test
  void historyBeforeTheEpochIsMergedToo() {
    Runs runs = new Runs(EVERY, compaction(), NOTHING_IN_COMMON);
    runs.arrive(Instant.parse("1900-01-01T00:00:00Z"), MB);
    runs.arrive(Instant.parse("1969-12-31T23:55:00Z"), MB);
    runs.arrive(Instant.EPOCH, MB);
    runs.compact(NEW_YEAR);
    assertThat(runs.roots()).hasSize(2);
  }

  /**
   * Ticks through so many five-minute buckets, each there with a probability, and with another a
   * late record a tick.
   */
  private static Runs ticks(
      int buckets, String name, LongUnaryOperator sizeOfMerged, double present, double late) {
    Random random = new Random(seed);
    Runs runs = new Runs(EVERY, compaction(), sizeOfMerged);
    Instant time = NEW_YEAR;
    for (int i = 0; i < buckets; i++) {
      boolean arrived = random.nextDouble() < present;
      if (arrived) {
        runs.arrive(time, 1024L << random.nextInt(14));
      }
      if (random.nextDouble() < late) {
        runs.arrive(
            NEW_YEAR.plus(EVERY.multipliedBy(random.nextInt(i + 1))), 200 + random.nextInt(2_000));
        arrived = true;
      }
      time = time.plus(EVERY);
      if (arrived || i % 12 == 0) {
        runs.compact(time);
      }
      runs.rest();
    }
    System.out.printf(
        Locale.ROOT,
        "%d buckets, %s: at most %d roots, %d at the end, write amplification %.1f, at most %d inputs%n",
        buckets,
        name,
        runs.mostRoots(),
        runs.roots().size(),
        runs.writeAmplification(),
        runs.mostInputs());
    assertThat(runs.roots().stream().mapToLong(Run::bytes).sum()).isPositive();
    return runs;
  }
}
