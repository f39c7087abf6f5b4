package millrace.schedule;

import static millrace.schedule.Mill.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import millrace.pipeline.InvalidConfiguration;
import millrace.store.Store;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is older than the pipeline keeps it goes, and nothing that is still needed. */
class RetentionTest {
  private static final String JOBS =
      """
      buckets: { every: 5m }
      jobs:
        keys: { count: key, windows: { all: cumulative, ten: tumbling 10m, recent: sliding 15m } }
        recent: { sum: amount, key: key, windows: { recent: sliding 15m } }
      """;
  private static final Instant START = Mill.moment("00:00");

  @TempDir Path home;

  private Mill mill(String retention) throws IOException {
    return Mill.of(home, Mill.CSV + JOBS + "retention: " + retention + "\n");
  }

  /** One record in each of so many buckets, a tick after each. */
  private static void turn(Mill mill, int from, int to) throws IOException {
    for (int bucket = from; bucket < to; bucket++) {
      Instant start = START.plus(Duration.ofMinutes(5L * bucket));
      mill.drop("f" + bucket, at(start.toString(), "k" + bucket % 3));
      mill.tick(start.plus(Duration.ofMinutes(5)).toString());
    }
  }

  private static long files(Mill mill, String directory) throws IOException {
    return Mill.files(mill.root().resolve(directory)).size();
  }

  @Test
  void rawRecordsGoAndReportsAndRunsDoNotMind() throws IOException {
    Mill mill = mill("{ raw: 20m }").set("millrace.snapshot.keep", "1");
    turn(mill, 0, 12);
    assertThat(files(mill, "buckets"))
        .as("four buckets, and one more snapshot's")
        .isBetween(4L, 5L);
    assertThat(mill.published("keys", "all")).hasSize(12);
    assertThat(mill.totals().records().cut()).isEqualTo(12);
    mill.drop("late", at("00:01", "late"));
    mill.tick("01:00");
    assertThat(mill.report("keys", "all", "20240301T0055Z"))
        .containsExactly("k0 4", "k1 4", "k2 4", "late 1");
    assertThat(mill.report("keys", "recent", "20240301T0000Z")).containsExactly("k0 1", "late 1");
    mill.tick("01:00");
    assertThat(files(mill, "buckets")).as("the late piece went as well").isBetween(4L, 5L);
    mill.mustBeClean();
  }

  @Test
  void rawRecordsThatAJobHasNotFoldedStay() throws IOException {
    Mill mill =
        Mill.of(
                home,
                Mill.CSV
                    + JOBS
                    + "  moody: { class: millrace.schedule.FailingAtOneKey, windows: { all: cumulative } }\n"
                    + "retention: { raw: 10m }\n")
            .set("millrace.work.max.attempts", "100");
    FailingAtOneKey.failAt("k1");
    try {
      turn(mill, 0, 8);
    } finally {
      FailingAtOneKey.failAt("");
    }
    assertThat(mill.state().buckets().get("20240301T0000Z").orElseThrow().pieces()).isEmpty();
    assertThat(mill.state().buckets().get("20240301T0005Z").orElseThrow().pieces()).hasSize(1);
    mill.tick("00:40");
    assertThat(mill.report("moody", "all", "20240301T0035Z"))
        .containsExactly("k0 3", "k1 3", "k2 2");
    assertThat(mill.state().buckets().get("20240301T0005Z").orElseThrow().pieces()).isEmpty();
  }

  @Test
  void reportsGoWhereTheyLieAndWhereOthersReadThem() throws IOException {
    Mill mill = mill("{ reports: 20m }");
    turn(mill, 0, 12);
    assertThat(mill.published("keys", "all")).containsExactly("00:40", "00:45", "00:50", "00:55");
    assertThat(mill.published("keys", "ten")).containsExactly("00:45", "00:55");
    assertThat(mill.report("keys", "all", "20240301T0055Z"))
        .containsExactly("k0 4", "k1 4", "k2 4");
    mill.drop("late", at("00:01", "late"));
    mill.tick("01:00");
    assertThat(mill.published("keys", "all")).as("what is deleted stays deleted").hasSize(4);
    assertThat(mill.report("keys", "all", "20240301T0040Z")).contains("late 1");
    mill.mustBeClean();
  }

  @Test
  void runsGoButForWhatTheTotalsNeed() throws IOException {
    Mill forever = Mill.of(home.resolve("forever"), Mill.CSV + JOBS);
    Mill mill = mill("{ runs: 30m }").set("millrace.snapshot.keep", "1");
    turn(mill, 0, 26);
    turn(forever, 0, 26);
    Map<String, String> reports = new TreeMap<>(forever.reports());
    assertThat(mill.reports()).isEqualTo(reports);
    mill.tick("02:10");
    assertThat(files(mill, "runs")).isLessThan(files(forever, "runs") / 2);
    assertThat(mill.state().snapshot().facts().expired().runs()).isPresent();
    // a record that can be corrected no more is set aside, with why
    mill.drop("late", at("00:01", "late"), at("02:06", "k0"));
    mill.tick("02:10");
    assertThat(mill.totals().records().lateRefused()).isEqualTo(1);
    assertThat(mill.quarantined()).singleElement().asString().contains("retention.runs");
    assertThat(mill.report("keys", "all", "20240301T0205Z"))
        .containsExactly("k0 10", "k1 9", "k2 8");
    mill.mustBeClean();
  }

  @Test
  void itCountsBackFromTheNewestDataAndNotFromTheClock() throws IOException {
    Mill mill = mill("{ raw: 20m, reports: 20m, runs: 30m }");
    turn(mill, 0, 3);
    mill.tick("23:00");
    assertThat(mill.published("keys", "all")).hasSize(3);
    assertThat(mill.state().buckets().get("20240301T0000Z").orElseThrow().pieces()).hasSize(1);
  }

  @Test
  void dryRunListsWhatWouldGo() throws IOException {
    Mill mill = mill("{ raw: 20m, reports: 20m, runs: 30m }");
    turn(mill, 0, 4);
    mill.drop("f4", at("00:22", "x"));
    Map<String, String> before = mill.reports();
    assertThat(mill.plan("00:25"))
        .anyMatch(
            line -> line.startsWith("delete the raw records of bucket 20240301T0000Z: 1 file"))
        .contains(
            "delete the report of job keys, window all, bucket 20240301T0000Z: revision 1, 1 rows");
    assertThat(mill.reports()).isEqualTo(before);
  }

  /** So many buckets arrive at once, with a record each. */
  private static void backlog(Mill mill, int buckets) throws IOException {
    for (int bucket = 0; bucket < buckets; bucket++) {
      mill.drop("f" + bucket, at(START.plus(Duration.ofMinutes(5L * bucket)).toString(), "x"));
    }
  }

  @Test
  void dryRunListsWhatATickDeletesThatFoldsItsBacklogFirst() throws IOException {
    Mill mill = mill("{ raw: 20m }");
    backlog(mill, 120);
    String now = START.plus(Duration.ofHours(10)).toString();
    List<String> planned = mill.plan(now);
    assertThat(planned).as("asked again").isEqualTo(mill.plan(now));
    List<String> deletions =
        planned.stream().filter(line -> line.startsWith("delete the raw records of")).toList();
    assertThat(deletions).hasSize(116);
    assertThat(planned).anyMatch(line -> line.startsWith("merge job keys: 3 runs of"));
    mill.tick(now);
    assertThat(mill.said()).as("the tick does what was planned").containsAll(deletions);
    assertThat(mill.plan(now)).containsExactly("nothing to do");
  }

  @Test
  void dryRunListsReportsThatATickWouldPublishAndDelete() throws IOException {
    Mill mill = mill("{ reports: 20m }");
    backlog(mill, 12);
    String now = START.plus(Duration.ofHours(1)).toString();
    List<String> planned = mill.plan(now);
    mill.tick(now);
    assertThat(deletions(planned)).isNotEmpty().isEqualTo(deletions(mill.said()));
    assertThat(planned)
        .contains(
            "delete the report of job keys, window all, bucket 20240301T0000Z: it is published first");
  }

  /** Which reports are deleted, without what was in them. */
  private static List<String> deletions(List<String> lines) {
    return lines.stream()
        .filter(line -> line.startsWith("delete the report of "))
        .map(line -> line.replaceFirst("(bucket [^:]*): .*", "$1"))
        .toList();
  }

  @Test
  void aJobThatIsNewSaysFromWhereItsNumbersAreWhole() throws IOException {
    Mill mill = mill("{ raw: 20m }");
    turn(mill, 0, 8);
    mill.edit(
        Mill.CSV
            + JOBS
            + "  more: { count: key, windows: { all: cumulative, recent: sliding 10m } }\n"
            + "retention: { raw: 20m }\n");
    turn(mill, 8, 9);
    Instant whole = Mill.moment("00:20");
    assertThat(mill.entry("more", "all", "20240301T0040Z").since()).contains(whole);
    assertThat(mill.entry("more", "recent", "20240301T0040Z").since()).isEmpty();
    assertThat(mill.entry("keys", "all", "20240301T0040Z").since()).isEmpty();
    assertThat(mill.report("more", "all", "20240301T0040Z"))
        .containsExactly("k0 1", "k1 2", "k2 2");
  }

  @Test
  void aBackfillOfWhatIsGoneIsRefused() throws IOException {
    Mill mill = mill("{ raw: 20m }");
    turn(mill, 0, 8);
    assertThatThrownBy(() -> mill.backfill("00:00", "00:40", "keys"))
        .isInstanceOf(InvalidConfiguration.class)
        .hasMessageContaining("bucket 20240301T0000Z: its raw records were deleted");
    assertThat(mill.backfill("00:20", "00:40", "keys", "recent"))
        .isEqualTo(new Backfilling.BackfillResult(4, 0, List.of()));
  }

  /** A window that reaches back behind what is kept is published from where it can be made. */
  @Test
  void aLongerWindowDoesNotBringBackRunsThatAreGone() throws IOException {
    Mill mill = mill("{ runs: 30m }");
    turn(mill, 0, 26);
    Instant coarse = coarse(mill, "keys");
    mill.edit(
        Mill.CSV
            + JOBS.replace("recent: sliding 15m }, ", "")
                .replace("all: cumulative,", "all: cumulative, long: sliding 1h,")
            + "retention: { runs: 1h10m }\n");
    for (int bucket = 26; bucket < 46; bucket++) {
      Instant start = START.plus(Duration.ofMinutes(5L * bucket));
      mill.drop("f" + bucket, at(start.toString(), "k" + bucket % 3));
      tickUnchecked(mill, start.plus(Duration.ofMinutes(5)).toString());
      assertThat(coarse(mill, "keys")).isAfterOrEqualTo(coarse);
    }
    assertThat(mill.published("keys", "long"))
        .as("the first that holds no time of which only wide runs are kept")
        .startsWith("02:10");
    assertThat(coarse(mill, "recent")).as("retention went on").isAfter(coarse);
    Instant oldest = mill.state().snapshot().facts().expired().runs().orElseThrow();
    mill.drop("late", at(oldest.toString(), "late"));
    assertThat(tickUnchecked(mill, "03:50").outcome()).isEqualTo(Tick.TickOutcome.DONE);
    assertThat(mill.report("keys", "all", "20240301T0345Z")).contains("late 1");
  }

  /** That every end of a window is published, as is checked else, is not so here. */
  private static Tick.TickResult tickUnchecked(Mill mill, String now) throws IOException {
    try (Store store = mill.store()) {
      return mill.tick(store, now);
    }
  }

  private static Instant coarse(Mill mill, String job) throws IOException {
    return Optional.ofNullable(mill.state().snapshot().facts().jobs().get(job))
        .orElseThrow()
        .coarse()
        .orElseThrow();
  }
}
