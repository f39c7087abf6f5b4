package millrace.schedule;

import static millrace.schedule.Mill.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import millrace.pipeline.InvalidConfiguration;
import millrace.store.Store;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Past buckets, computed again beside live ticks, and swapped in at once or not at all. */
class BackfillTest {
  private static final String PIPELINE =
      Mill.CSV
          + """
          buckets: { every: 5m }
          jobs:
            moody: { class: millrace.schedule.FailingAtOneKey, windows: { all: cumulative, ten: tumbling 10m } }
            keys: { count: key, windows: { all: cumulative } }
          """;

  @TempDir Path home;
  private Mill mill;

  /** Yesterday's class passed "bad" over; today's counts it. */
  @BeforeEach
  void aClassThatWasWrong() throws IOException {
    FailingAtOneKey.skip("bad");
    mill = Mill.of(home, PIPELINE).set("millrace.snapshot.keep", "1");
    mill.drop("a", at("10:02", "x"), at("10:07", "bad"), at("10:12", "x"), at("10:17", "y"));
    mill.tick("10:20");
    mill.drop("late", at("10:03", "bad"));
    mill.tick("10:20");
    assertThat(mill.report("moody", "all", "10:15")).containsExactly("x 2", "y 1");
    FailingAtOneKey.skip("");
  }

  @AfterEach
  void forget() {
    FailingAtOneKey.skip("");
    FailingAtOneKey.failAt("");
  }

  @Test
  void everyReportThatHoldsTheBucketsIsMadeAnew() throws IOException {
    assertThat(mill.backfill("10:00", "10:10", "moody"))
        .isEqualTo(new Backfilling.BackfillResult(2, 5, List.of()));
    assertThat(mill.report("moody", "all", "10:00")).containsExactly("bad 1", "x 1");
    assertThat(mill.report("moody", "all", "10:15")).containsExactly("bad 2", "x 2", "y 1");
    assertThat(mill.report("moody", "ten", "10:05")).containsExactly("bad 2", "x 1");
    assertThat(mill.revision("moody", "ten", "10:15")).isEqualTo(1);
    assertThat(mill.changes("moody", "all", "10:15")).containsExactly("+ bad 2");
    mill.mustBeClean();
  }

  @Test
  void whatComesToTheSameIsNotPublishedAgain() throws IOException {
    Map<String, String> before = mill.reports();
    assertThat(mill.backfill("10:00", "10:20", "keys"))
        .isEqualTo(new Backfilling.BackfillResult(4, 0, List.of()));
    assertThat(mill.reports()).isEqualTo(before);
    assertThat(mill.revision("keys", "all", "10:15")).isEqualTo(2);
  }

  @Test
  void doneTwiceItIsDoneOnce() throws IOException {
    mill.backfill("10:00", "10:20", "moody");
    Map<String, String> once = mill.reports();
    assertThat(mill.backfill("10:00", "10:20", "moody").reports()).isZero();
    assertThat(mill.reports()).isEqualTo(once);
    mill.tick("10:20");
    mill.mustBeClean();
  }

  /** Does something to the mill the first time a run is written for a backfill. */
  private Store whileFolding(Store store, Meanwhile meanwhile) {
    return new Unlocked(store) {
      private boolean done;

      @Override
      public OutputStream create(String path) throws IOException {
        if (path.startsWith("_millrace/work/") && !done) {
          done = true;
          meanwhile.happens();
        }
        return super.create(path);
      }
    };
  }

  private interface Meanwhile {
    void happens() throws IOException;
  }

  @Test
  void ticksGoOnMeanwhileAndWhatTheyAddIsInIt() throws IOException {
    try (Store disk = mill.store()) {
      Store store =
          whileFolding(
              disk,
              () -> {
                mill.drop("more", at("10:04", "late"), at("10:22", "new"));
                mill.tick("10:25");
                assertThat(mill.report("moody", "all", "10:20"))
                    .as("the old results are live until the swap")
                    .containsExactly("late 1", "new 1", "x 2", "y 1");
              });
      assertThat(mill.backfill(store, "10:00", "10:10", "moody").buckets()).isEqualTo(2);
    }
    mill.mustBalance();
    assertThat(mill.report("moody", "all", "10:20"))
        .containsExactly("bad 2", "late 1", "new 1", "x 2", "y 1");
    assertThat(mill.report("moody", "all", "10:00")).containsExactly("bad 1", "late 1", "x 1");
    mill.tick("10:25");
    mill.mustBeClean();
  }

  @Test
  void whosePlaceAnotherTookSwapsNothingIn() throws IOException {
    try (Store disk = mill.store()) {
      Store store =
          whileFolding(
              disk,
              () -> {
                FailingAtOneKey.skip("x");
                mill.backfill("10:00", "10:20", "moody");
                FailingAtOneKey.skip("");
              });
      assertThatThrownBy(() -> mill.backfill(store, "10:00", "10:10", "moody"))
          .hasMessageContaining("another one took its place");
    }
    assertThat(mill.warned()).anyMatch(line -> line.contains("this one takes its place"));
    assertThat(mill.report("moody", "all", "10:15")).containsExactly("bad 2", "y 1");
    mill.tick("10:20");
    mill.mustBeClean();
  }

  @Test
  void theWorkOfADeadOneIsSweptWhenAnotherTakesItsPlace() throws IOException {
    try (Store disk = mill.store()) {
      Store store =
          whileFolding(
              disk,
              () -> {
                throw new Error("killed");
              });
      assertThatThrownBy(() -> mill.backfill(store, "10:00", "10:10", "moody"))
          .hasMessage("killed");
    }
    mill.tick("10:20");
    assertThat(mill.state().snapshot().facts().cluster().backfills()).hasSize(1);
    mill.backfill("10:00", "10:20", "moody");
    assertThat(mill.state().snapshot().facts().cluster().backfills()).isEmpty();
    mill.tick("10:20");
    assertThat(new TreeSet<>(Mill.files(mill.root().resolve("_millrace/work")).keySet())).isEmpty();
    mill.mustBeClean();
  }

  @Test
  void moreReportsThanMemoryAllowsAreRefusedAndNothingIsChanged() throws IOException {
    mill.set("millrace.backfill.max.reports", "2");
    assertThatThrownBy(() -> mill.backfill("10:00", "10:20", "moody"))
        .isInstanceOf(InvalidConfiguration.class)
        .hasMessageContaining("more than 2 reports")
        .hasMessageContaining("millrace.backfill.max.reports");
    mill.mustBalance();
    assertThat(mill.report("moody", "all", "10:15")).containsExactly("x 2", "y 1");
    assertThat(mill.state().snapshot().facts().cluster().backfills()).isEmpty();
  }

  @Test
  void aRunThatWasLostIsMadeAgain() throws IOException {
    for (String run : Mill.files(mill.root().resolve("runs/job=keys")).keySet()) {
      Files.delete(mill.root().resolve("runs/job=keys").resolve(run));
    }
    mill.drop("more", at("10:22", "new"));
    assertThatThrownBy(() -> mill.tick("10:25")).hasMessageContaining("runs/job=keys");
    mill.backfill("10:00", "10:20", "keys");
    mill.tick("10:25");
    assertThat(mill.report("keys", "all", "10:20")).containsExactly("bad 2", "new 1", "x 2", "y 1");
  }
}
