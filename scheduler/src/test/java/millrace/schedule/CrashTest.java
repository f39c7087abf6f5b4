package millrace.schedule;

import static millrace.schedule.Mill.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import millrace.aggregate.Seeds;
import millrace.snapshot.Crash;
import millrace.snapshot.CrashingStore;
import millrace.snapshot.CrashingStore.Failure;
import millrace.snapshot.Store;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A whole pipeline that is killed, anywhere, and started again: in the end nobody can tell. Three
 * ticks take three files, a duplicate, a file that grew and late records, through two jobs and
 * three kinds of windows, and archive what they took.
 */
class CrashTest {
  private static final String PIPELINE =
      Mill.CSV
          + """
            after: archive
          buckets: { every: 5m }
          jobs:
            keys: { count: key, windows: { all: cumulative, ten: tumbling 10m, recent: sliding 10m } }
            sums: { sum: amount, key: key, windows: { all: cumulative }, top: 2 }
          """;

  /** One in so many changes is tried, another one in every build; with {@code -Pmatrix} all. */
  private static final int EVERY = Integer.getInteger("millrace.every", 16);

  private static final List<Failure> FAILURES = List.of(Failure.values());

  @TempDir(factory = MemoryBacked.class)
  Path home;

  private final List<Step> steps = List.of(this::first, this::second, this::third);

  /** What was there before each step, and what must be there after it. */
  private final List<Mill> before = new ArrayList<>();

  private final List<Outcome> after = new ArrayList<>();

  /** Files arrive; then the tick of this time is due. */
  private interface Step {
    String arrive(Mill mill) throws IOException;
  }

  private String first(Mill mill) throws IOException {
    mill.drop("a", at("10:02", "x"), at("10:04", "y"), "broken").drop("b", at("10:07", "x", "5"));
    return "10:08";
  }

  private String second(Mill mill) throws IOException {
    mill.drop("dup", at("10:07", "x", "5")).drop("c", at("10:03", "z", "2.5"));
    return "10:10";
  }

  private String third(Mill mill) throws IOException {
    mill.drop("a", at("10:02", "x"), at("10:04", "y"), "broken", at("10:12", "y"));
    mill.drop("late", at("10:01", "x", "7"));
    return "10:15";
  }

  @BeforeEach
  void turnUndisturbed() throws IOException {
    Mill mill =
        Mill.of(Files.createDirectories(home.resolve("undisturbed")), PIPELINE)
            .set("millrace.snapshot.keep", "1");
    for (Step step : steps) {
      String now = step.arrive(mill);
      before.add(mill.copy(home.resolve("before" + before.size())));
      mill.tick(now);
      mill.mustBeClean();
      after.add(Outcome.of(mill));
    }
    Outcome end = after.get(2);
    assertThat(end.totals().records().cut()).isEqualTo(6);
    assertThat(end.totals().duplicates()).isEqualTo(1);
    assertThat(end.revisions()).containsEntry("keys/all/20240301T1000Z", 3);
    assertThat(mill.report("sums", "all", "10:10")).containsExactly("x 13", "z 2.5");
  }

  private static String now(int step) {
    return List.of("10:08", "10:10", "10:15").get(step);
  }

  @ParameterizedTest
  @EnumSource
  void aCrashAtAnyChangeLosesNothingAndCountsNothingTwice(Failure failure) throws IOException {
    Random random = Seeds.random();
    int tried = 0;
    long changes = 0;
    for (int step = 0; step < steps.size(); step++) {
      boolean survived = false;
      for (long fatal = 1L + random.nextInt(EVERY); !survived; fatal += EVERY) {
        Mill mill = before.get(step).copy(home.resolve("trial"));
        String at = "step %d, change %d: %s".formatted(step, fatal, failure);
        survived = failing(mill, now(step), fatal, failure).survived();
        recover(mill, step, at);
        tried++;
        changes = Math.max(changes, fatal);
        delete(home.resolve("trial"));
      }
    }
    System.out.println(tried + " crashes of " + failure + ", " + changes + " changes in a tick");
    assertThat(changes).as("changes of a tick").isGreaterThan(50);
  }

  /** Who repairs may die as well, and so may who repairs that. */
  @Test
  void crashesWhileRecoveringAreNoWorse() throws IOException {
    Random random = Seeds.random();
    for (int round = 0; round < 200 / EVERY; round++) {
      int step = random.nextInt(steps.size());
      Mill mill = before.get(step).copy(home.resolve("trial"));
      StringBuilder at = new StringBuilder("step " + step);
      for (int crash = 2 + random.nextInt(3); crash > 0; crash--) {
        long fatal = 1L + random.nextInt(crash == 1 ? 20 : 120);
        Failure failure = FAILURES.get(random.nextInt(FAILURES.size()));
        at.append(", change %d: %s".formatted(fatal, failure));
        failing(mill, now(step), fatal, failure);
      }
      recover(mill, step, at.toString());
      delete(home.resolve("trial"));
    }
  }

  private static CrashingStore failing(Mill mill, String now, long fatal, Failure failure)
      throws IOException {
    try (Store disk = mill.store()) {
      CrashingStore crashing = new CrashingStore(disk, fatal, failure);
      try {
        mill.tick(crashing, now);
      } catch (Crash | IOException e) {
        // The process is gone, or its attempt has ended; what reached the disk is what counts.
      }
      return crashing;
    }
  }

  /** Ticks once more, undisturbed, and goes on to the end: all is as if nothing had happened. */
  private void recover(Mill mill, int step, String at) throws IOException {
    try {
      mill.tick(now(step));
      assertThat(Outcome.of(mill)).isEqualTo(after.get(step));
      mill.mustBeClean();
      for (int next = step + 1; next < steps.size(); next++) {
        mill.tick(steps.get(next).arrive(mill));
        assertThat(Outcome.of(mill)).isEqualTo(after.get(next));
        mill.mustBeClean();
      }
    } catch (IOException | AssertionError e) {
      fail(at + ": " + e.getMessage(), e);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
