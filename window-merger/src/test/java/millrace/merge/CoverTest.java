package millrace.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

class CoverTest {
  private static final Duration EVERY = Duration.ofMinutes(5);
  private static final Instant START = Instant.parse("2024-02-20T00:00:00Z");

  private static Runs runs() {
    return new Runs(EVERY, new Compaction(Levels.of(EVERY)), bytes -> bytes);
  }

  private static Instant bucket(int number) {
    return START.plus(EVERY.multipliedBy(number));
  }

  @Test
  void takesWideRunsInsideAndNarrowOnesAtTheEdges() {
    Runs runs = runs();
    for (int i = 0; i < 24; i++) {
      runs.arrive(bucket(i), 1_000);
      runs.compact(bucket(i + 1));
    }
    assertThat(
            Cover.of(Optional.of(bucket(2)), bucket(22), runs.roots(), runs::get).stream()
                .map(
                    run ->
                        Duration.between(START, run.covers().start()).toMinutes()
                            + "+"
                            + run.covers().length().toMinutes()))
        .containsExactly("10+5", "15+15", "30+15", "45+15", "60+15", "75+15", "90+15", "105+5");
  }

  @Test
  void refusesToCutABucket() {
    Runs runs = runs();
    runs.arrive(bucket(0), 1_000);
    assertThatThrownBy(
            () -> Cover.of(Optional.empty(), START.plusSeconds(60), runs.roots(), runs::get))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("run r0 covers [2024-02-20T00:00:00Z, 2024-02-20T00:05:00Z)");
  }

  @Test
  void nothingIsCoveredByNothing() {
    assertThat(Cover.of(Optional.empty(), START, List.of(), id -> runs().get(id))).isEmpty();
  }

  @Test
  void aYearIsCoveredByFewRunsFoundWithFewLookups() {
    Runs runs = runs();
    for (int i = 0; i < 105_120; i++) {
      runs.arrive(bucket(i), 1_000_000);
      runs.compact(bucket(i + 1));
    }
    Random random = new Random(1);
    int mostLookups = 0;
    int mostRuns = 0;
    for (int i = 0; i < 500; i++) {
      int from = random.nextInt(105_000);
      int to = from + 1 + random.nextInt(105_120 - from);
      AtomicInteger lookups = new AtomicInteger();
      int cover =
          Cover.of(
                  Optional.of(bucket(from)),
                  bucket(to),
                  runs.roots(),
                  id -> {
                    lookups.incrementAndGet();
                    return runs.get(id);
                  })
              .size();
      mostRuns = Math.max(mostRuns, cover);
      mostLookups = Math.max(mostLookups, lookups.get());
    }
    System.out.println(
        "a year of buckets: covers of at most " + mostRuns + " runs, " + mostLookups + " lookups");
    assertThat(mostRuns).isLessThan(50);
    assertThat(mostLookups).isLessThan(70);
  }

  @Test
  void holdsEachBucketAndCorrectionOnceWhateverWasMerged() {
    long seed = Long.getLong("millrace.seed", System.nanoTime());
    System.out.println("CoverTest: -Dmillrace.seed=" + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 60; round++) {
      Runs runs =
          new Runs(EVERY, new Compaction(Levels.of(EVERY), 2 + random.nextInt(10)), bytes -> bytes);
      List<Run> leaves = new ArrayList<>();
      int span = 1 + random.nextInt(2_000);
      int ticks = random.nextInt(300);
      int newest = 0;
      for (int i = 0; i < ticks; i++) {
        int arrived = random.nextInt(4);
        for (int j = 0; j < arrived; j++) {
          int number = random.nextInt(span);
          newest = Math.max(newest, number + 1);
          leaves.add(runs.arrive(bucket(number), 1_000L << random.nextInt(14)));
        }
        if (random.nextBoolean()) {
          runs.compact(bucket(newest));
        }
      }
      for (int i = 0; i < 20; i++) {
        int first = random.nextInt(span);
        Instant to = bucket(first + 1 + random.nextInt(span));
        Optional<Instant> from =
            random.nextInt(4) == 0 ? Optional.empty() : Optional.of(bucket(first));
        assertThat(
                Cover.of(from, to, runs.roots(), runs::get).stream()
                    .flatMap(run -> runs.leaves(run).stream())
                    .map(Run::id))
            .containsExactlyInAnyOrderElementsOf(
                leaves.stream()
                    .filter(leaf -> from.isEmpty() || !leaf.covers().start().isBefore(from.get()))
                    .filter(leaf -> leaf.covers().start().isBefore(to))
                    .map(Run::id)
                    .toList());
      }
    }
  }
}
