package millrace.schedule;

import static millrace.schedule.Mill.at;
import static millrace.schedule.Mill.did;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which windows are published when, and what a late record restates. */
class PublishingTest {
  private static final String THREE_WINDOWS =
      Mill.CSV
          + """
          buckets: { every: 5m }
          jobs:
            keys:
              count: key
              windows: { all: cumulative, ten: tumbling 10m, recent: sliding 15m, steps: sliding 10m every 10m }
          """;
  private static final String LATEST = THREE_WINDOWS + "publish: latest\n";

  @TempDir Path home;

  @Test
  void cumulativeWindowsArePublishedWithEveryBucketThatIsNotEmpty() throws IOException {
    Mill mill = Mill.of(home, THREE_WINDOWS);
    mill.drop("a", at("10:02", "x"), at("10:21", "y"));
    mill.tick("11:00");
    assertThat(mill.published("keys", "all")).containsExactly("10:00", "10:20");
    assertThat(mill.report("keys", "all", "10:00")).containsExactly("x 1");
    assertThat(mill.report("keys", "all", "10:20")).containsExactly("x 1", "y 1");
  }

  @Test
  void aTumblingWindowIsPublishedWhenItsLastBucketIsSealed() throws IOException {
    Mill mill = Mill.of(home, THREE_WINDOWS).drop("a", at("10:02", "x"));
    mill.tick("10:05");
    assertThat(mill.published("keys", "ten")).isEmpty();
    mill.tick("10:10");
    assertThat(mill.published("keys", "ten")).containsExactly("10:05");
    mill.tick("10:20");
    assertThat(mill.published("keys", "ten")).containsExactly("10:05");
  }

  @Test
  void aSlidingWindowIsPublishedAtEveryBucketEndAtWhichItIsNotEmpty() throws IOException {
    Mill mill = Mill.of(home, THREE_WINDOWS).drop("a", at("10:02", "x"));
    mill.tick("10:05");
    assertThat(mill.published("keys", "recent")).containsExactly("10:00");
    mill.drop("b", at("10:17", "y"));
    mill.tick("11:00");
    assertThat(mill.published("keys", "recent"))
        .containsExactly("10:00", "10:05", "10:10", "10:15", "10:20", "10:25");
    assertThat(mill.report("keys", "recent", "10:10")).containsExactly("x 1");
    assertThat(mill.report("keys", "recent", "10:15")).containsExactly("y 1");
  }

  @Test
  void aSlidingWindowWithAStepIsPublishedAtItsSteps() throws IOException {
    Mill mill = Mill.of(home, THREE_WINDOWS).drop("a", at("10:02", "x"), at("10:17", "y"));
    mill.tick("11:00");
    assertThat(mill.published("keys", "steps")).containsExactly("10:05", "10:15");
  }

  @Test
  void windowsOfTheCalendarAreThoseOfTheZone() throws IOException {
    Mill mill =
        Mill.of(
            home,
            Mill.CSV
                + """
                buckets: { every: 1h, zone: Europe/Berlin }
                jobs:
                  keys: { count: key, windows: { day: tumbling day } }
                """);
    mill.drop("a", at("2024-03-31T00:30:00Z", "x"), at("2024-03-31T21:30:00Z", "x"));
    mill.drop("b", at("2024-03-31T22:30:00Z", "the next day"));
    mill.tick("2024-03-31T21:59:00Z");
    assertThat(mill.published("keys", "day")).isEmpty();
    mill.tick("2024-04-01T00:00:00Z");
    assertThat(mill.published("keys", "day")).containsExactly("20240331T2100Z");
    assertThat(mill.report("keys", "day", "20240331T2100Z")).containsExactly("x 2");
    assertThat(mill.state().reports().get("keys/day/20240331T2100Z").orElseThrow().from())
        .as("23 hours before, for the clocks changed")
        .contains(Mill.moment("2024-03-30T23:00:00Z"));
  }

  @Test
  void aLateRecordRestatesEveryPublishedWindowThatHoldsItsBucket() throws IOException {
    Mill mill = Mill.of(home, THREE_WINDOWS);
    mill.drop("a", at("10:02", "x"), at("10:07", "x"), at("10:12", "x"), at("10:27", "x"));
    mill.tick("10:30");
    Map<String, String> before = mill.reports();

    mill.drop("late", at("10:08", "x"));
    Tick.TickResult result = mill.tick("10:30");

    assertThat(did(result)).isEqualTo("1 taken, 0 sealed, 1 folded, 8 published");
    assertThat(mill.reports()).containsOnlyKeys(before.keySet());
    assertThat(mill.revision("keys", "all", "10:00")).isEqualTo(1);
    assertThat(mill.revision("keys", "all", "10:05")).isEqualTo(2);
    assertThat(mill.revision("keys", "all", "10:10")).isEqualTo(2);
    assertThat(mill.revision("keys", "all", "10:25")).isEqualTo(2);
    assertThat(mill.revision("keys", "ten", "10:05")).isEqualTo(2);
    assertThat(mill.revision("keys", "ten", "10:15")).isEqualTo(1);
    assertThat(mill.revision("keys", "recent", "10:00")).isEqualTo(1);
    assertThat(mill.revision("keys", "recent", "10:05")).isEqualTo(2);
    assertThat(mill.revision("keys", "recent", "10:15")).isEqualTo(2);
    assertThat(mill.revision("keys", "recent", "10:20")).isEqualTo(1);
    assertThat(mill.report("keys", "all", "10:25")).containsExactly("x 5");
    assertThat(mill.report("keys", "ten", "10:05")).containsExactly("x 3");
    assertThat(mill.report("keys", "recent", "10:15")).containsExactly("x 3");
  }

  @Test
  void aLateRecordPublishesWindowsThatWereEmptyBefore() throws IOException {
    Mill mill = Mill.of(home, THREE_WINDOWS).drop("a", at("10:02", "x"), at("10:57", "x"));
    mill.tick("11:00");
    assertThat(mill.published("keys", "ten")).containsExactly("10:05", "10:55");

    mill.drop("late", at("10:31", "y"));
    mill.tick("11:00");
    assertThat(mill.published("keys", "ten")).containsExactly("10:05", "10:35", "10:55");
    assertThat(mill.report("keys", "ten", "10:35")).containsExactly("y 1");
    assertThat(mill.revision("keys", "ten", "10:35")).isEqualTo(1);
    assertThat(mill.published("keys", "all")).containsExactly("10:00", "10:30", "10:55");
    assertThat(mill.report("keys", "all", "10:55")).containsExactly("x 2", "y 1");
  }

  @Test
  void aLateRecordAndNewOnesArePublishedByTheSameTick() throws IOException {
    Mill mill = Mill.of(home, THREE_WINDOWS).drop("a", at("10:02", "x"));
    mill.tick("10:10");
    mill.drop("b", at("10:03", "x"), at("10:12", "x"));
    mill.tick("10:20");
    assertThat(mill.report("keys", "ten", "10:05")).containsExactly("x 2");
    assertThat(mill.report("keys", "all", "10:10")).containsExactly("x 3");
    assertThat(mill.revision("keys", "all", "10:10")).isEqualTo(1);
  }

  @Test
  void aBacklogPublishesEveryWindowInOrder() throws IOException {
    Mill mill = Mill.of(home, THREE_WINDOWS).set("millrace.publish.chunk", "3");
    for (int i = 0; i < 12; i++) {
      mill.drop("f" + i, at("10:%02d".formatted(5 * i + 1), "x"));
    }
    mill.tick("12:00");
    assertThat(mill.published("keys", "all")).hasSize(12);
    assertThat(mill.report("keys", "all", "10:55")).containsExactly("x 12");
    assertThat(mill.reports().values()).as("all at once or in chunks").isNotEmpty();
    Mill atOnce = Mill.of(home.resolve("other"), THREE_WINDOWS);
    for (int i = 0; i < 12; i++) {
      atOnce.drop("f" + i, at("10:%02d".formatted(5 * i + 1), "x"));
    }
    atOnce.tick("12:00");
    assertThat(mill.reports()).isEqualTo(atOnce.reports());
  }

  @Test
  void publishLatestKeepsToTheNewestOfABacklog() throws IOException {
    Mill mill = Mill.of(home, LATEST);
    mill.drop("a", at("10:02", "x"), at("10:07", "x"), at("10:12", "x"));
    mill.tick("10:20");
    assertThat(mill.published("keys", "all")).containsExactly("10:10");
    assertThat(mill.published("keys", "ten")).containsExactly("10:15");
    assertThat(mill.published("keys", "recent")).containsExactly("10:15");
    assertThat(mill.report("keys", "all", "10:10")).containsExactly("x 3");
    assertThat(mill.report("keys", "recent", "10:15")).containsExactly("x 2");
  }

  @Test
  void publishLatestLeavesNoPublishedWindowWrong() throws IOException {
    Mill mill = Mill.of(home, LATEST).drop("a", at("10:02", "x"));
    mill.tick("10:10");
    mill.drop("b", at("10:12", "x"));
    mill.tick("10:20");
    assertThat(mill.published("keys", "ten")).containsExactly("10:05", "10:15");

    mill.drop("late", at("10:03", "x"));
    mill.tick("10:20");
    assertThat(mill.report("keys", "ten", "10:05")).containsExactly("x 2");
    assertThat(mill.report("keys", "all", "10:10")).containsExactly("x 3");
    assertThat(mill.published("keys", "ten")).containsExactly("10:05", "10:15");
    mill.drop("very late", at("09:53", "x"));
    mill.tick("10:20");
    assertThat(mill.published("keys", "all")).containsExactly("10:00", "10:10");
    assertThat(mill.report("keys", "all", "10:00")).containsExactly("x 3");
    assertThat(mill.published("keys", "ten")).containsExactly("10:05", "10:15");
  }

  @Test
  void aJobWhoseConditionMeansNothingStillPublishes() throws IOException {
    Mill mill =
        Mill.of(
            home,
            Mill.CSV
                + """
                buckets: { every: 5m }
                jobs:
                  none: { count: key, where: { amount: "7" }, windows: { all: cumulative } }
                """);
    mill.drop("a", at("10:02", "x"));
    mill.tick("10:05");
    assertThat(mill.report("none", "all", "10:00")).isEmpty();
    assertThat(mill.status().jobs().get(0).tally().filtered()).isEqualTo(1);
  }

  @Test
  void aTopHoldsTheLargestAndTiesAreInTheOrderOfTheirKeys() throws IOException {
    Mill mill =
        Mill.of(
            home,
            Mill.CSV
                + """
                buckets: { every: 5m }
                jobs:
                  best: { sum: amount, key: key, windows: { all: cumulative }, top: 3 }
                """);
    mill.drop("a", at("10:02", "d", "3"), at("10:02", "a", "1.5"), at("10:03", "c", "2"));
    mill.drop("b", at("10:07", "b", "2"), at("10:08", "a", "0.5"), at("10:09", "", "99"));
    mill.tick("10:10");
    assertThat(mill.report("best", "all", "10:00")).containsExactly("d 3", "c 2", "a 1.5");
    assertThat(mill.report("best", "all", "10:05")).containsExactly("d 3", "a 2", "b 2");
    assertThat(mill.status().jobs().get(0).tally().keyless()).isEqualTo(1);
  }

  @Test
  void oneTickComputesNoMoreBucketsThanItMay() throws IOException {
    Mill mill = Mill.of(home, THREE_WINDOWS).set("millrace.tick.max.buckets", "2");
    mill.drop("a", at("10:02", "x"), at("10:07", "x"), at("10:12", "x"), at("10:17", "x"));
    mill.drop("b", at("10:22", "x"));
    assertThat(mill.tick("10:30").folded()).isEqualTo(2);
    assertThat(mill.published("keys", "all")).containsExactly("10:00", "10:05");
    assertThat(mill.tick("10:30").folded()).isEqualTo(2);
    assertThat(mill.tick("10:30").folded()).isEqualTo(1);
    assertThat(mill.tick("10:30").folded()).isZero();
    assertThat(mill.report("keys", "all", "10:20")).containsExactly("x 5");

    mill.drop("late", at("10:03", "x"), at("10:08", "x"), at("10:13", "x"), at("10:32", "x"));
    for (String now : new String[] {"10:40", "10:40"}) {
      assertThat(mill.tick(now).folded()).isEqualTo(2);
    }
    assertThat(mill.report("keys", "all", "10:30")).containsExactly("x 9");
  }

  @Test
  void theOldestReportsAreStillThereAfterManyTicks() throws IOException {
    Mill mill = Mill.of(home, THREE_WINDOWS).set("millrace.snapshot.keep", "1");
    for (int i = 0; i < 12; i++) {
      mill.drop("f" + i, at("10:%02d".formatted(5 * i + 1), "x"));
      mill.tick("10:%02d:00".formatted(5 * i + 4));
    }
    mill.tick("11:00");
    mill.mustBeClean();
    assertThat(mill.published("keys", "all")).hasSize(12);
    assertThat(mill.report("keys", "all", "10:55")).containsExactly("x 12");
    assertThat(mill.published("keys", "recent")).hasSize(12);
  }

  @Test
  void aPlanSaysWhatTheTickThenDoes() throws IOException {
    Mill mill = Mill.of(home, THREE_WINDOWS).drop("a", at("10:02", "x"), "broken");
    Map<String, byte[]> before = mill.files();
    assertThat(mill.plan("10:10"))
        .containsExactly(
            "take a: cut, 1 records cut, 1 quarantined",
            "seal bucket 20240301T1000Z: 1 records",
            "fold bucket 20240301T1000Z: jobs keys, 25 bytes, inline (millrace.engine=inline)",
            "publish job keys, window all: 1 reports, the last of bucket 20240301T1000Z",
            "publish job keys, window ten: 1 reports, the last of bucket 20240301T1005Z",
            "publish job keys, window recent: 2 reports, the last of bucket 20240301T1005Z",
            "publish job keys, window steps: 1 reports, the last of bucket 20240301T1005Z");
    assertThat(mill.files()).as("a plan writes nothing").isEqualTo(before);
    assertThat(did(mill.tick("10:10"))).isEqualTo("1 taken, 1 sealed, 1 folded, 5 published");
    assertThat(mill.plan("10:10")).containsExactly("nothing to do");
  }
}
