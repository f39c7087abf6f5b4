package millrace.schedule;

import static millrace.schedule.Mill.at;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import millrace.inspect.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A job that fails holds back its own reports, and nothing else. */
class FailingJobTest {
  private static final String TWO_JOBS =
      Mill.CSV
          + """
          buckets: { every: 5m }
          jobs:
            moody: { class: millrace.schedule.FailingAtOneKey, windows: { all: cumulative, recent: sliding 10m } }
            keys: { count: key, windows: { all: cumulative } }
          """;

  @TempDir Path home;

  @AfterEach
  void failNoMore() {
    FailingAtOneKey.failAt("");
  }

  @ParameterizedTest
  @ValueSource(strings = {"inline", "local"})
  void itHoldsBackOnlyItsOwnReportsFromItsBucketOn(String engine) throws IOException {
    Mill mill = Mill.of(home, TWO_JOBS).set("millrace.engine", engine);
    mill.drop("a", at("10:02", "x"), at("10:07", "bad"), at("10:12", "x"));
    FailingAtOneKey.failAt("bad");
    Tick.TickResult result = mill.tick("10:15");

    assertThat(result.outcome()).isEqualTo(Tick.TickOutcome.FAILED);
    assertThat(mill.published("keys", "all")).containsExactly("10:00", "10:05", "10:10");
    assertThat(mill.published("moody", "all")).containsExactly("10:00");
    assertThat(mill.published("moody", "recent")).containsExactly("10:00");
    assertThat(mill.warned())
        .singleElement()
        .asString()
        .contains("bucket 20240301T1005Z", "moody", "next tick")
        .contains("not today: bad");
    assertThat(mill.status().pending().work())
        .containsExactly(new Status.WorkStatus("20240301T1005Z", java.util.List.of("moody"), 1));
  }

  @Test
  void itIsTriedAgainByEveryTickUntilItSucceeds() throws IOException {
    Mill mill = Mill.of(home, TWO_JOBS);
    mill.drop("a", at("10:02", "x"), at("10:07", "bad"), at("10:12", "x"));
    FailingAtOneKey.failAt("bad");
    mill.tick("10:15");
    mill.drop("b", at("10:17", "x"));
    assertThat(mill.tick("10:20").outcome()).isEqualTo(Tick.TickOutcome.FAILED);
    assertThat(mill.published("keys", "all")).endsWith("10:15");
    assertThat(mill.published("moody", "all")).containsExactly("10:00");
    assertThat(mill.status().pending().work().get(0).attempts()).isEqualTo(2);

    FailingAtOneKey.failAt("");
    assertThat(mill.tick("10:20").outcome()).isEqualTo(Tick.TickOutcome.DONE);
    assertThat(mill.published("moody", "all")).containsExactly("10:00", "10:05", "10:10", "10:15");
    assertThat(mill.report("moody", "all", "10:15")).containsExactly("bad 1", "x 3");
    assertThat(mill.published("moody", "recent"))
        .containsExactly("10:00", "10:05", "10:10", "10:15");
    assertThat(mill.status().pending().work()).isEmpty();
  }

  @Test
  void aCorrectionThatFailsRestatesLater() throws IOException {
    Mill mill = Mill.of(home, TWO_JOBS);
    mill.drop("a", at("10:02", "x"), at("10:07", "x"), at("10:12", "x"));
    mill.tick("10:15");
    FailingAtOneKey.failAt("bad");
    mill.drop("late", at("10:03", "bad"), at("10:17", "x"));
    mill.tick("10:20");
    assertThat(mill.report("keys", "all", "10:15")).containsExactly("bad 1", "x 4");
    assertThat(mill.report("moody", "all", "10:10")).as("as it was").containsExactly("x 3");
    mill.drop("more", at("10:08", "x"));
    mill.tick("10:20");

    FailingAtOneKey.failAt("");
    mill.tick("10:20");
    assertThat(mill.report("moody", "all", "10:00")).containsExactly("bad 1", "x 1");
    assertThat(mill.report("moody", "all", "10:15")).containsExactly("bad 1", "x 5");
    assertThat(mill.report("moody", "recent", "10:05")).containsExactly("bad 1", "x 3");
    assertThat(mill.report("moody", "recent", "10:10")).containsExactly("x 3");
    assertThat(mill.reports().keySet().stream().filter(it -> it.contains("job=moody")).count())
        .isEqualTo(8);
  }
}
