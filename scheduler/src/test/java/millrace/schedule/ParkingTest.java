package millrace.schedule;

import static millrace.schedule.Mill.at;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bucket at which a job fails every time is set aside, and nothing waits for it any more. */
class ParkingTest {
  private static final String PIPELINE =
      Mill.CSV
          + """
          buckets: { every: 5m }
          jobs:
            moody: { class: millrace.schedule.FailingAtOneKey, windows: { all: cumulative, recent: sliding 10m } }
            keys: { count: key, windows: { all: cumulative } }
          """;

  @TempDir Path home;
  private Mill mill;

  @BeforeEach
  void aPoisonBucket() throws IOException {
    mill = Mill.of(home, PIPELINE).set("millrace.work.max.attempts", "3");
    mill.drop("a", at("10:02", "x"), at("10:07", "bad"), at("10:12", "x"));
    FailingAtOneKey.failAt("bad");
    mill.tick("10:15");
    mill.tick("10:15");
    assertThat(mill.state().snapshot().facts().work().parked()).isEmpty();
    assertThat(mill.published("moody", "all")).containsExactly("10:00");
  }

  @AfterEach
  void failNoMore() {
    FailingAtOneKey.failAt("");
  }

  @Test
  void atItsLastFailureItIsParkedAndLaterBucketsGoOn() throws IOException {
    Tick.TickResult last = mill.tick("10:15");
    assertThat(last.outcome()).isEqualTo(Tick.TickOutcome.FAILED);
    assertThat(mill.warned().get(2))
        .contains("bucket 20240301T1005Z", "moody", "3. time and is parked", "backfill");
    assertThat(mill.state().snapshot().facts().work().due()).isEmpty();
    assertThat(mill.published("moody", "all")).containsExactly("10:00", "10:05", "10:10");
    assertThat(mill.report("moody", "all", "10:10")).containsExactly("x 2");
    assertThat(mill.entry("moody", "all", "10:10").missing()).containsExactly("20240301T1005Z");
    assertThat(mill.entry("moody", "all", "10:00").missing()).isEmpty();
    assertThat(mill.entry("keys", "all", "10:10").missing()).isEmpty();

    assertThat(mill.tick("10:15").outcome())
        .as("it is not tried again")
        .isEqualTo(Tick.TickOutcome.DONE);
    mill.drop("b", at("10:17", "y"));
    assertThat(mill.tick("10:20").outcome()).isEqualTo(Tick.TickOutcome.DONE);
    assertThat(mill.report("moody", "all", "10:15")).containsExactly("x 2", "y 1");
    assertThat(mill.entry("moody", "recent", "10:15").missing()).isEmpty();
  }

  @Test
  void aBackfillThatFailsChangesNothing() throws IOException {
    mill.tick("10:15");
    Backfilling.BackfillResult result = mill.backfill("10:00", "10:15", "moody", "keys");
    assertThat(result.failures())
        .singleElement()
        .asString()
        .contains("bucket 20240301T1005Z", "moody", "not today: bad", "Nothing was changed");
    assertThat(mill.state().snapshot().facts().work().parked()).hasSize(1);
    assertThat(mill.state().snapshot().facts().cluster().backfills()).isEmpty();
    assertThat(mill.revision("moody", "all", "10:10")).isEqualTo(1);
    assertThat(mill.tick("10:15").outcome()).isEqualTo(Tick.TickOutcome.DONE);
    mill.mustBeClean();
  }

  @Test
  void aBackfillClearsItOnceItsCauseIsMended() throws IOException {
    mill.tick("10:15");
    FailingAtOneKey.failAt("");
    Backfilling.BackfillResult result = mill.backfill("10:05", "10:10", "moody");
    assertThat(result).isEqualTo(new Backfilling.BackfillResult(1, 4, List.of()));
    assertThat(mill.state().snapshot().facts().work().parked()).isEmpty();
    assertThat(mill.report("moody", "all", "10:10")).containsExactly("bad 1", "x 2");
    assertThat(mill.entry("moody", "all", "10:10").missing()).isEmpty();
    assertThat(mill.revision("moody", "all", "10:10")).isEqualTo(2);
    assertThat(mill.changes("moody", "all", "10:10")).containsExactly("+ bad 1");
    assertThat(mill.revision("keys", "all", "10:10")).isEqualTo(1);
    mill.tick("10:15");
    mill.mustBeClean();
  }

  @Test
  void whatComesLateForAParkedBucketIsFoldedAndTheRestStillMissed() throws IOException {
    mill.tick("10:15");
    mill.drop("late", at("10:08", "z"));
    mill.tick("10:15");
    assertThat(mill.report("moody", "all", "10:10")).containsExactly("x 2", "z 1");
    assertThat(mill.entry("moody", "all", "10:10").missing()).containsExactly("20240301T1005Z");
    FailingAtOneKey.failAt("");
    mill.backfill("10:05", "10:10", "moody");
    assertThat(mill.report("moody", "all", "10:10")).containsExactly("bad 1", "x 2", "z 1");
  }
}
