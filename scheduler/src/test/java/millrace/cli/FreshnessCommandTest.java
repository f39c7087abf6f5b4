package millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FreshnessCommandTest {
  private final Mill mill;

  FreshnessCommandTest(@TempDir Path home) throws IOException {
    mill = Shop.in(home);
  }

  @AfterEach
  void goodMoodAgain() {
    Moody.IN_A_BAD_MOOD.set(false);
  }

  private Mill.Ran at(String time, String... words) {
    List<String> line = new ArrayList<>(List.of("--now", "2024-03-01T" + time + "Z"));
    line.addAll(List.of(words));
    return mill.run("freshness", line.toArray(String[]::new));
  }

  @Test
  void whatNeverRanIsStale() throws IOException {
    mill.drop("1.csv", Shop.morning());
    Mill.Ran ran = mill.run("freshness");
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err()).isEmpty();
    assertThat(ran.lines())
        .containsExactly(
            "stale: job sold, window all: nothing ever ran",
            "stale: job sold, window recent: nothing ever ran",
            "stale: job visits, window all: nothing ever ran",
            "allowed: 15m",
            "sealed: no bucket yet",
            "waiting: 1 files to take, 0 open buckets, 0 buckets to fold");
    assertThat(mill.root()).as("looking makes nothing").doesNotExist();
  }

  @Test
  void theNewestEndOfEveryWindowCounts() throws IOException {
    mill.drop("1.csv", Shop.morning());
    assertThat(mill.tick("2024-03-01T10:16:00Z").code()).isZero();
    Mill.Ran fresh = at("10:25:00");
    assertThat(fresh.code()).isZero();
    assertThat(fresh.lines()).containsExactly("fresh: no report is older than 15m");

    Mill.Ran stale = at("10:25:01");
    assertThat(stale.code()).isEqualTo(1);
    assertThat(stale.lines())
        .containsExactly(
            "stale: job sold, window all: 15m1s old, the newest report ends 2024-03-01T10:10:00Z",
            "stale: job visits, window all: 15m1s old, the newest report ends 2024-03-01T10:10:00Z",
            "allowed: 15m",
            "sealed: up to 2024-03-01T10:15:00Z",
            "waiting: 0 files to take, 0 open buckets, 0 buckets to fold");
    assertThat(at("10:25:01", "--max-age", "16m").code()).isZero();
    assertThat(at("10:25:00", "--max-age", "14m").code()).isEqualTo(1);
    assertThat(at("10:00:00").code()).as("a clock that was set back").isZero();
    assertThat(mill.run("freshness", "--max-age", "soon").errors())
        .singleElement()
        .asString()
        .startsWith(
            "millrace freshness: Invalid value for option '--max-age': not a duration: \"soon\"");
  }

  @Test
  void aDayIsNotOldBeforeTheNextOneIsDue() throws IOException {
    mill.declare(
        Shop.PIPELINE.replace(
            "windows: { all: cumulative, recent: sliding 10m }",
            "windows: { day: tumbling day, hour: tumbling 1h }"));
    mill.drop("1.csv", Shop.sales("10:00,hat,1,1"));
    assertThat(mill.tick("2024-03-01T10:06:00Z").code()).isZero();
    assertThat(at("10:15:00").lines())
        .as("nothing of the day and the hour can be there yet")
        .containsExactly("fresh: no report is older than 15m");
    assertThat(at("11:10:01").lines())
        .contains("stale: job sold, window hour: 15m1s old, nothing is published");

    mill.drop("2.csv", Shop.sales("23:59,hat,1,1"));
    assertThat(mill.tick("2024-03-02T00:01:00Z").code()).isZero();
    String midday = "2024-03-02T12:00:00Z";
    assertThat(mill.run("freshness", "--now", midday).lines())
        .contains(
            "stale: job sold, window hour: 11h5m old, the newest report ends 2024-03-02T00:00:00Z")
        .noneMatch(line -> line.contains("window day"));
    assertThat(mill.run("freshness", "--now", "2024-03-03T00:10:01Z").lines())
        .contains(
            "stale: job sold, window day: 15m1s old, the newest report ends 2024-03-02T00:00:00Z");
  }

  @Test
  void theUsualAgeFollowsTheBucketsAndTheLateness() throws IOException {
    mill.declare(
        Shop.PIPELINE
            .replace("every: 5m, lateness: 1m", "every: 1h, lateness: 20m")
            .replace(", recent: sliding 10m", ""));
    mill.drop("1.csv", Shop.sales("10:00,hat,1,1"));
    assertThat(mill.tick("2024-03-01T11:20:00Z").code()).isZero();
    assertThat(at("13:20:00").lines()).containsExactly("fresh: no report is older than 2h20m");
    assertThat(at("13:20:01").code()).isEqualTo(1);
  }

  @Test
  void whatHoldsReportsBackIsNamed() throws IOException {
    mill.declare(
        Shop.PIPELINE + "  moody: { class: millrace.cli.Moody, windows: { all: cumulative } }\n");
    mill.with("millrace.work.max.attempts", "2");
    mill.drop("1.csv", Shop.sales("10:00,hat,1,1"));
    Moody.IN_A_BAD_MOOD.set(true);
    assertThat(mill.tick("2024-03-01T10:06:00Z").code()).isEqualTo(1);
    assertThat(at("10:30:00").lines())
        .contains(
            "stale: job moody, window all: 30m old, nothing is published",
            "waiting: 0 files to take, 0 open buckets, 1 buckets to fold",
            "failing: bucket 20240301T1000Z, job moody: failed 1 times");
    assertThat(mill.tick("2024-03-01T10:06:00Z").code()).isEqualTo(1);
    assertThat(at("10:30:00").lines())
        .contains(
            "parked: bucket 20240301T1000Z, job moody: failed 2 times; when its cause is mended: "
                + "millrace backfill "
                + mill.pipeline()
                + " --from 20240301T1000Z --to 20240301T1005Z --job moody");
  }

  @Test
  void withoutALandingDirectoryItIsRefused() throws IOException {
    Files.delete(mill.landing());
    Mill.Ran ran = mill.run("freshness");
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.errors()).singleElement().asString().startsWith("pipeline shop: ");
  }
}
