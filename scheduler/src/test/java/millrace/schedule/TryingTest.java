package millrace.schedule;

import static millrace.schedule.Mill.at;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.fold.FoldPlan;
import millrace.fold.TaskResult;
import millrace.state.BucketEntry;
import millrace.state.JobState;
import millrace.state.Rates;
import millrace.state.Work;
import millrace.store.Store;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ticks measure decides where later ticks fold; the rule is the real one. */
class TryingTest {
  private static final String PIPELINE =
      Mill.CSV.replace("settle: 0s", "settle: 0s\n  changed: replace # a piece for each file")
          + """
          buckets: { every: 5m }
          jobs:
            keys: { count: key, windows: { all: cumulative } }
          """;

  private static final String BY_SIZE = "at most millrace.inline.max.bytes=1m";
  private static final String TRIED = "a try: about 44.5 s if shared out, inline 100.0 s";
  private static final String MEASURED = "about 20.0 s as measured, inline 100.0 s";

  @TempDir private Path home;
  private Mill mill;
  private Instant now = Mill.moment("11:00");
  private boolean yarnIsAway;

  /** Takes its time, by the clock of the mill. */
  private final class Timed implements Engine {
    private final String name;
    private final Duration time;
    private final Engine inline;

    Timed(String name, Duration time, Engine inline) {
      this.name = name;
      this.time = time;
      this.inline = inline;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public int buckets() {
      return 1;
    }

    @Override
    public boolean outlivesItsClient() {
      return name.equals("yarn");
    }

    @Override
    public List<TaskResult> fold(FoldPlan plan, String directory, TickLog log) throws IOException {
      if (yarnIsAway && outlivesItsClient()) {
        throw new IOException("connection refused");
      }
      now = now.plus(time);
      mill.clock(now);
      return inline.fold(plan, directory, log);
    }
  }

  private Engines timed(Store store, Engines hadoop) {
    Engine inline = hadoop.named("inline");
    Map<String, Engine> engines =
        Map.of(
            "inline", new Timed("inline", Duration.ofSeconds(100), inline),
            "yarn", new Timed("yarn", Duration.ofSeconds(20), inline));
    return new EnginesWrapper(hadoop) {
      @Override
      public Choice choose(Work work, Rates rates) {
        Choice choice = hadoop.choose(work, rates);
        return new Choice(named(choice.engine().name()), choice.reason());
      }

      @Override
      public Engine named(String name) {
        return Optional.ofNullable(engines.get(name)).orElseThrow();
      }
    };
  }

  @BeforeEach
  void aClusterWhoseSmallBucketsAreFoldedInline() throws IOException {
    mill = Mill.of(home, PIPELINE).engines(this::timed).clock(now);
    mill.set("millrace.engine", "auto").set("mapreduce.framework.name", "yarn");
    mill.set("millrace.inline.max.bytes", "1m").set("millrace.split.max.bytes", "1k");
    mill.set("millrace.uber.max.bytes", "1k").set("millrace.jobs.at-once", "1");
  }

  /** Three files whose records are a bucket of three mappers. */
  private void drop(String time) throws IOException {
    for (int file = 0; file < 3; file++) {
      String record = at(time, "k" + file);
      int lines = 1000 / (record.length() + 1);
      mill.drop(
          time.replace(":", "") + "-" + file,
          Collections.nCopies(lines, record).toArray(String[]::new));
    }
  }

  private String choice(String bucket) throws IOException {
    BucketEntry entry =
        mill.state().buckets().get("20240301T%sZ".formatted(bucket.replace(":", ""))).orElseThrow();
    BucketEntry.Fold fold = Optional.ofNullable(entry.folds().get("keys")).orElseThrow();
    return fold.engine() + ": " + fold.reason();
  }

  private void mustBeReported(String bucket, String reason) throws IOException {
    assertThat(Optional.ofNullable(mill.state().snapshot().facts().jobs().get("keys")))
        .flatMap(JobState::newest)
        .hasValueSatisfying(newest -> assertThat(newest.reason()).isEqualTo(reason));
    assertThat(
            Files.readString(
                mill.root()
                    .resolve(
                        "reports/job=keys/window=all/bucket=20240301T%sZ/_report.json"
                            .formatted(bucket.replace(":", "")))))
        .contains(reason);
  }

  @Test
  void aTickMeasuresTheNextTriesAndAfterThatItIsKnown() throws IOException {
    drop("10:02");
    mill.tick("10:05");
    assertThat(choice("10:00")).isEqualTo("inline: " + BY_SIZE);

    drop("10:07");
    assertThat(mill.plan("10:10")).anyMatch(it -> it.endsWith("yarn (" + TRIED + ")"));
    mill.tick("10:10");
    assertThat(choice("10:05")).isEqualTo("yarn: " + TRIED);
    mustBeReported("10:05", TRIED);

    drop("10:12");
    assertThat(mill.plan("10:15")).anyMatch(it -> it.endsWith("yarn (" + MEASURED + ")"));
    mill.tick("10:15");
    assertThat(choice("10:10")).isEqualTo("yarn: " + MEASURED);
    mustBeReported("10:10", MEASURED);
    assertThat(mill.state().snapshot().facts().rates().folds()).isEqualTo(3);
    mill.mustBeClean();
  }

  /** The second and third are chosen with the first, and committed when it was measured. */
  @Test
  void ofABacklogOneBucketIsTried() throws IOException {
    drop("10:02");
    mill.tick("10:05");
    drop("10:07");
    drop("10:12");
    drop("10:17");
    List<String> plan = mill.plan("10:20");
    assertThat(plan).filteredOn(it -> it.endsWith("yarn (" + TRIED + ")")).hasSize(1);
    assertThat(plan).filteredOn(it -> it.endsWith("inline (" + BY_SIZE + ")")).hasSize(2);
    mill.tick("10:20");
    assertThat(choice("10:05")).isEqualTo("yarn: " + TRIED);
    assertThat(choice("10:10")).isEqualTo("inline: " + BY_SIZE);
    assertThat(choice("10:15")).isEqualTo("inline: " + BY_SIZE);
  }

  @Test
  void aTryThatFailsIsNotRepeated() throws IOException {
    drop("10:02");
    mill.tick("10:05");
    yarnIsAway = true;
    drop("10:07");
    assertThat(mill.tick("10:10").outcome()).isEqualTo(Tick.TickOutcome.FAILED);
    assertThat(mill.tick("10:10").outcome()).isEqualTo(Tick.TickOutcome.DONE);
    assertThat(choice("10:05")).isEqualTo("inline: " + BY_SIZE);
  }

  @Test
  void aBackfillTriesAndMeasuresAsWell() throws IOException {
    drop("10:02");
    mill.tick("10:05");
    yarnIsAway = true;
    assertThat(mill.backfill("10:00", "10:05", "keys").failures()).hasSize(1);
    assertThat(mill.backfill("10:00", "10:05", "keys").failures()).isEmpty();
    assertThat(choice("10:00")).isEqualTo("inline: " + BY_SIZE);
    assertThat(mill.state().snapshot().facts().rates().folds()).isEqualTo(2);
  }
}
