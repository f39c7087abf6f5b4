package millrace.schedule;

import static millrace.schedule.Mill.at;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.inspect.Status;
import millrace.landing.Intake;
import millrace.run.Tally;
import millrace.state.Attempt;
import millrace.state.Backfill;
import millrace.state.ClusterFold;
import millrace.state.ClusterMerge;
import millrace.state.ClusterWork;
import millrace.state.Expired;
import millrace.state.FileEntry;
import millrace.state.PipelineState;
import millrace.state.Rates;
import millrace.state.Snapshot;
import millrace.state.Timeline;
import millrace.state.Work;
import millrace.time.TimeRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusTest {
  private static final String PIPELINE =
      Mill.CSV.replace("settle: 0s", "settle: 10s\n  changed: replace\n  max-quarantined: 50%")
          + """
          buckets: { every: 5m }
          jobs:
            keys: { count: key, windows: { all: cumulative } }
          """;

  @TempDir Path home;

  /** Every delivery so far is in one state, and what the state says of files adds up to it. */
  private static void mustBeSeen(Mill mill, int deliveries) throws IOException {
    Status.FileCounts files = mill.status().arrivals().files();
    assertThat(
            files.settling()
                + files.cut()
                + files.duplicate()
                + files.quarantined()
                + files.ignored())
        .as(files.toString())
        .isEqualTo(deliveries);
    long versions = 0;
    Iterator<Map.Entry<String, FileEntry>> entries = mill.state().files().from("");
    while (entries.hasNext()) {
      versions += entries.next().getValue().past().versions();
    }
    assertThat(files.cut() + files.duplicate() + files.quarantined()).isEqualTo(versions);
  }

  @Test
  void everyFileThatWasEverSeenIsInOneState() throws IOException {
    Instant late = Instant.now().plusSeconds(3600);
    Mill mill = Mill.of(home, PIPELINE).clock(late);
    mill.drop("a", at("10:01", "x")).drop("b", at("10:02", "x"));
    mill.drop(".hidden", "x").drop("c.tmp", "x");
    mustBeSeen(mill, 4);
    mill.tick("10:05");
    mustBeSeen(mill, 4);
    mill.drop("twin", at("10:01", "x")).drop("broken.gz", "no gz").drop("bad", "a", "b");
    mill.drop("empty");
    mill.tick("10:05");
    mustBeSeen(mill, 8);
    assertThat(mill.status().arrivals().files()).isEqualTo(new Status.FileCounts(0, 3, 1, 2, 2));

    mill.append("b", at("10:03", "x")).drop("broken.gz", Mill.gz(Mill.text(at("10:03", "y"))));
    mustBeSeen(mill, 10);
    mill.tick("10:05");
    mustBeSeen(mill, 10);
    assertThat(mill.status().arrivals().files())
        .as("a tail, and a delivery mended")
        .isEqualTo(new Status.FileCounts(0, 5, 1, 2, 2));

    mill.drop("b", at("10:04", "z"));
    mill.tick("10:05");
    mustBeSeen(mill, 11);
    assertThat(mill.status().arrivals().records().cut())
        .as("the old records of b are gone")
        .isEqualTo(3);
    assertThat(mill.status().arrivals().files()).isEqualTo(new Status.FileCounts(0, 6, 1, 2, 2));

    mill.clock(Instant.now()).drop("growing", at("10:04", "z"));
    mustBeSeen(mill, 12);
    mill.tick("10:05");
    mustBeSeen(mill, 12);
    assertThat(mill.status().arrivals().files()).isEqualTo(new Status.FileCounts(1, 6, 1, 2, 2));
  }

  @Test
  void timeWithoutInputIsCountedWithoutBeingStored() throws IOException {
    Mill mill = Mill.of(home, PIPELINE.replace("settle: 10s", "settle: 0s"));
    mill.drop("a", at("2024-01-01T00:00:00Z", "x"));
    mill.tick("2024-01-01T00:05:00Z");
    assertThat(mill.status().buckets()).isEqualTo(new Status.BucketCounts(0, 1, 0, 0, 0));
    mill.drop("b", at("2024-03-01T00:00:00Z", "x"), at("2024-03-01T00:05:00Z", "x"));
    mill.tick("2024-03-01T00:05:00Z");
    assertThat(mill.status().buckets())
        .as("60 days of 288 buckets, but one")
        .isEqualTo(new Status.BucketCounts(1, 2, 60 * 288 - 1, 0, 0));
    mill.drop("c", at("2024-02-01T00:00:00Z", "x"));
    mill.tick("2024-03-01T00:05:00Z");
    assertThat(mill.status().buckets())
        .as("one of them is filled later")
        .isEqualTo(new Status.BucketCounts(1, 3, 60 * 288 - 2, 0, 0));
  }

  @Test
  void workOfOthersAndThePaceOfEnginesAreShown() throws IOException {
    Mill mill = Mill.of(home, PIPELINE);
    Instant ten = Mill.moment("10:00");
    Rates rates =
        Rates.NONE
            .with("yarn", 1_000_000, Duration.ofMillis(12_500))
            .with("yarn", 5_000_000, Duration.ofMillis(14_500))
            .with("inline", 3_000_000, Duration.ofMillis(500))
            .given("uber");
    Work work = Work.adding(ten, List.of(), List.of("keys"));
    Snapshot none = Snapshot.NONE;
    Instant half = Mill.moment("10:30");
    Backfill backfill = new Backfill("2-b", ten, half, List.of("keys"), "host/1", ten);
    Snapshot head =
        new Snapshot(
            none.format(),
            3,
            new Attempt("3-a", "given", "host/1", ten),
            none.facts()
                .withTimeline(
                    it ->
                        new Timeline(
                            Optional.of(ten), Optional.of(half), List.of(), Expired.NOTHING))
                .withWork(it -> it.withDue(List.of(work)))
                .withCluster(
                    it ->
                        new ClusterWork(
                            List.of(
                                new ClusterFold("1-a", "yarn", List.of(work), List.of("keys"), 1)),
                            List.of(
                                new ClusterMerge(
                                    "2-c",
                                    "keys",
                                    new TimeRange(ten, half),
                                    List.of("a", "b", "c"),
                                    2)),
                            List.of(backfill)))
                .withRates(rates),
            none.catalogues(),
            none.moves(),
            none.exports(),
            none.dropped());
    Status status =
        Status.of(
            mill.pipeline(),
            Optional.of(new PipelineState(mill.store(), head)),
            List.of(head),
            Map.of(
                "landing",
                new Intake(List.of(), List.of(), List.of(), List.of(), List.of(), List.of())),
            ten);
    assertThat(status.pending().running())
        .containsExactly(
            new Status.FoldStatus("1-a", "yarn", List.of("20240301T1000Z"), List.of("keys")));
    assertThat(status.pending().merging())
        .containsExactly(new Status.GivenMerge("2-c", "keys", ten, half, 3));
    assertThat(status.pending().backfills())
        .containsExactly(new Status.Backfilled(ten, half, List.of("keys"), "host/1", ten));
    assertThat(status.jobs().get(0).tally()).isEqualTo(Tally.NOTHING);
    assertThat(status.history().engines())
        .containsExactly(
            new Status.EngineStatus("inline", 1, Optional.empty(), Optional.of(6_000_000L)),
            new Status.EngineStatus("uber", 0, Optional.empty(), Optional.empty()),
            new Status.EngineStatus("yarn", 2, Optional.of(12_000L), Optional.of(2_000_000L)));
  }
}
