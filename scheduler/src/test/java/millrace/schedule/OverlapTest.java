package millrace.schedule;

import static millrace.schedule.Mill.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import millrace.aggregate.Seeds;
import millrace.state.Snapshot;
import millrace.store.SnapshotChain;
import millrace.store.Store;
import org.apache.hadoop.fs.FSDataInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ticks that overlap although a lock should prevent it: one history, and nothing twice. */
class OverlapTest {
  private static final String PIPELINE =
      Mill.CSV
          + """
          buckets: { every: 5m }
          jobs:
            keys: { count: key, windows: { all: cumulative, recent: sliding 15m } }
            sums: { sum: amount, key: key, windows: { all: cumulative }, top: 2 }
          """;

  /** One in so many changes is tried, another one in every build; with {@code -Pmatrix} all. */
  private static final int EVERY = Integer.getInteger("millrace.every", 16);

  @TempDir(factory = MemoryBacked.class)
  Path home;

  /** A process that stands still before its n-th change while something happens. */
  private static final class Sleeper extends Unlocked {
    private final int sleepsBefore;
    private final Meanwhile meanwhile;
    private int changes;

    interface Meanwhile {
      void happens() throws IOException;
    }

    Sleeper(Store store, int sleepsBefore, Meanwhile meanwhile) {
      super(store);
      this.sleepsBefore = sleepsBefore;
      this.meanwhile = meanwhile;
    }

    boolean slept() {
      return changes >= sleepsBefore;
    }

    @Override
    void beforeAChange() throws IOException {
      if (++changes == sleepsBefore) {
        meanwhile.happens();
      }
    }
  }

  private static void arrive(Mill mill, Random random, int round) throws IOException {
    for (int file = 0; file <= random.nextInt(3); file++) {
      String[] lines = new String[1 + random.nextInt(5)];
      for (int i = 0; i < lines.length; i++) {
        int minute = random.nextInt(Math.max(1, 5 * round));
        lines[i] =
            at(
                "%02d:%02d".formatted(10 + minute / 60, minute % 60),
                "k" + random.nextInt(3),
                round + "." + i + file);
      }
      mill.drop("f" + round + "-" + file, lines);
    }
  }

  /** A tick, which may end without success when another one was faster; then it changed nothing. */
  private static void tickUnlocked(Mill mill, String now) throws IOException {
    try (Store store = new Unlocked(mill.store())) {
      mill.tick(store, now);
    }
  }

  /** How ticks of one round may be kept apart, if at all. */
  private enum Lock {
    /** By the lock of the store: one works, the others do nothing. */
    KEPT,
    /** By nothing: all work, and whoever commits second decides anew or gives up. */
    IGNORED
  }

  @ParameterizedTest
  @CsvSource({"2, KEPT", "8, KEPT", "2, IGNORED", "8, IGNORED"})
  void manyAtOnceMakeOneHistory(int ticks, Lock lock) throws Exception {
    Random random = Seeds.random();
    Mill mill = Mill.of(home, PIPELINE);
    ExecutorService threads = Executors.newFixedThreadPool(ticks);
    Map<String, Integer> endings = new TreeMap<>();
    int rounds = EVERY == 1 ? 100 : 16 / ticks;
    try {
      for (int round = 1; round <= rounds; round++) {
        arrive(mill, random, round);
        String now = Mill.moment("10:00").plus(Duration.ofMinutes(5L * round)).toString();
        Callable<Tick.TickOutcome> tick =
            () -> {
              try (Store store = lock == Lock.KEPT ? mill.store() : new Unlocked(mill.store())) {
                return mill.tick(store, now).outcome();
              }
            };
        int done = 0;
        for (Future<Tick.TickOutcome> ended : threads.invokeAll(Collections.nCopies(ticks, tick))) {
          String ending;
          try {
            ending = ended.get().toString();
          } catch (ExecutionException e) {
            assertThat(e.getCause())
                .as("how a tick may lose that nothing keeps out")
                .isInstanceOf(IOException.class)
                .hasMessageContaining("overtaken");
            ending = "GAVE UP";
          }
          done += ending.equals("DONE") ? 1 : 0;
          endings.merge(ending, 1, Integer::sum);
        }
        assertThat(done).as("ticks that did what was due").isPositive();
        if (lock == Lock.KEPT) {
          mill.mustBalance();
        } else {
          mill.tick(now);
        }
      }
    } finally {
      threads.shutdownNow();
    }
    System.out.printf("%d rounds of %d ticks, lock %s: %s%n", rounds, ticks, lock, endings);
    if (lock == Lock.KEPT) {
      assertThat(endings.keySet()).isSubsetOf("DONE", "HELD");
    }
    mill.mustBeClean();
    Mill alone = Mill.of(home.resolve("alone"), PIPELINE);
    for (var file : Mill.files(mill.landed("")).entrySet()) {
      alone.drop(file.getKey(), file.getValue());
    }
    alone.tick("23:00");
    mill.tick("23:00");
    assertThat(mill.reports()).isEqualTo(alone.reports());
    assertThat(mill.totals().records()).isEqualTo(alone.totals().records());
  }

  /**
   * One stands still before its n-th change, another does all the work and more, and the first goes
   * on with what it knew: nothing is undone, and no report is set back.
   */
  @Test
  void whoWakesUpLateSpoilsNothing() throws IOException {
    Random random = Seeds.random();
    boolean slept = true;
    List<String> lost = new ArrayList<>();
    for (int change = 1 + random.nextInt(EVERY); slept; change += EVERY) {
      Mill mill = Mill.of(home.resolve("change" + change), PIPELINE);
      mill.drop("a", at("10:02", "x"), at("10:07", "y", "2"));
      mill.tick("10:05");
      mill.drop("b", at("10:03", "x", "7"));
      try (Store store = mill.store()) {
        Sleeper sleeper =
            new Sleeper(
                store,
                change,
                () -> {
                  tickUnlocked(mill, "10:10");
                  mill.drop("c", at("10:04", "x", "9"), at("10:12", "z", "3"));
                  tickUnlocked(mill, "10:15");
                });
        try {
          mill.tick(sleeper, "10:10");
        } catch (IOException e) {
          lost.add(change + ": " + e.getMessage());
        }
        slept = sleeper.slept();
      }
      if (slept) {
        mill.mustBalance();
        assertThat(mill.report("sums", "all", "10:10"))
            .as("change %d", change)
            .containsExactly("x 17", "z 3");
        assertThat(mill.report("keys", "all", "10:00")).containsExactly("x 3");
      }
      mill.tick("10:15");
      try (Store store = mill.store()) {
        SnapshotChain<Snapshot> chain = Snapshot.chain(store);
        assertThat(chain.numbers()).as("one history").doesNotHaveDuplicates();
      }
    }
    assertThat(lost).as("ticks that gave up, though overtaken but twice").isEmpty();
  }

  /** A store in which no snapshot of a number or above can be read, for nobody knows why. */
  private static final class Blind extends StoreWrapper {
    private final long from;

    Blind(Store store, long from) {
      super(store);
      this.from = from;
    }

    @Override
    public FSDataInputStream open(String path) throws IOException {
      String number = path.replaceFirst("^_millrace/snapshots/(\\d+)\\.json$", "$1");
      if (!number.equals(path) && Long.parseLong(number) >= from) {
        throw new IOException("no DataNode has " + path);
      }
      return super.open(path);
    }
  }

  @Test
  void aHeadThatCannotBeReadIsNoAttemptThatWasFirst() throws IOException {
    Mill mill = Mill.of(home, PIPELINE);
    mill.drop("a", at("10:01", "x", "1"));
    mill.tick("10:05");
    long head = mill.state().snapshot().number();
    mill.drop("b", at("10:06", "x", "1"));
    try (Store blind = new Blind(mill.store(), head)) {
      assertThatThrownBy(() -> mill.tick(blind, "10:10"))
          .isInstanceOf(IOException.class)
          .hasMessageMatching("no DataNode has .*0" + head + "\\.json");
    }
    Sleeper sleeper =
        new Sleeper(new Blind(mill.store(), head + 1), 3, () -> tickUnlocked(mill, "10:10"));
    assertThatThrownBy(() -> mill.tick(sleeper, "10:10"))
        .as("it was overtaken, and cannot read by whom")
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("no DataNode has ");
    assertThat(sleeper.slept()).isTrue();
    sleeper.close();
  }
}
