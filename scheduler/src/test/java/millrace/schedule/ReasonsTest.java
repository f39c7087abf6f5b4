package millrace.schedule;

import static millrace.schedule.Mill.at;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import millrace.fold.FoldPlan;
import millrace.fold.TaskResult;
import millrace.state.BucketEntry;
import millrace.state.Rates;
import millrace.state.Work;
import millrace.store.Store;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Why an engine was chosen is written down as it was when it was chosen, whatever came since. */
class ReasonsTest {
  private static final String PIPELINE =
      Mill.CSV
          + """
          buckets: { every: 5m }
          jobs:
            keys: { count: key, windows: { all: cumulative } }
          """;

  @TempDir private Path home;
  private Mill mill;
  private Instant now = Mill.moment("11:00");
  private Meanwhile meanwhile = () -> {};

  /** What happens while an engine is at work. */
  private interface Meanwhile {
    void happens() throws IOException;
  }

  /** Does one bucket at a time, and takes a minute for it. */
  private final class Slow implements Engine {
    private final Engine inline;

    Slow(Engine inline) {
      this.inline = inline;
    }

    @Override
    public String name() {
      return "slow";
    }

    @Override
    public int buckets() {
      return 1;
    }

    @Override
    public List<TaskResult> fold(FoldPlan plan, String directory, TickLog log) throws IOException {
      now = now.plus(Duration.ofMinutes(1));
      mill.clock(now);
      Meanwhile once = meanwhile;
      meanwhile = () -> {};
      once.happens();
      return inline.fold(plan, directory, log);
    }
  }

  private Engines slow(Store store, Engines hadoop) {
    Engine slow = new Slow(hadoop.named("inline"));
    return new EnginesWrapper(hadoop) {
      @Override
      public Choice choose(Work work, Rates rates) {
        return new Choice(slow, rates.folds() == 0 ? "nothing was measured" : "as measured");
      }
    };
  }

  @BeforeEach
  void threeBuckets() throws IOException {
    mill = Mill.of(home, PIPELINE).engines(this::slow).clock(now);
    mill.drop("a", at("10:02", "x"), at("10:07", "y"), at("10:12", "x"));
  }

  private List<String> reasons(String... buckets) throws IOException {
    List<String> reasons = new ArrayList<>();
    for (String bucket : buckets) {
      BucketEntry entry =
          mill.state()
              .buckets()
              .get("20240301T%sZ".formatted(bucket.replace(":", "")))
              .orElseThrow();
      reasons.add(entry.folds().values().iterator().next().reason());
    }
    return reasons;
  }

  private String report(String bucket) throws IOException {
    return Files.readString(
        mill.root()
            .resolve(
                "reports/job=keys/window=all/bucket=20240301T%sZ/_report.json".formatted(bucket)));
  }

  @Test
  void whatWasMeasuredSinceTheChoiceIsNoReasonForIt() throws IOException {
    mill.tick("10:15");
    assertThat(mill.state().snapshot().facts().rates().folds()).isEqualTo(3);
    assertThat(reasons("10:00", "10:05", "10:10")).containsOnly("nothing was measured");
    assertThat(report("1010")).contains("nothing was measured");
  }

  @Test
  void whatEarlierTicksMeasuredIsAReason() throws IOException {
    mill.tick("10:15");
    mill.drop("b", at("10:16", "z"));
    assertThat(mill.plan("10:20")).anyMatch(it -> it.endsWith("slow (as measured)"));
    mill.tick("10:20");
    assertThat(reasons("10:10", "10:15")).containsExactly("nothing was measured", "as measured");
    assertThat(report("1015")).contains("as measured");
  }

  @Test
  void whatTicksMeasureMeanwhileIsNoReasonOfABackfill() throws IOException {
    mill.set("millrace.engine", "inline").engines((store, hadoop) -> hadoop).tick("10:15");
    mill.engines(this::slow);
    mill.drop("b", at("10:16", "z"));
    meanwhile = () -> mill.tick("10:20");
    mill.backfill("10:00", "10:05", "keys");
    assertThat(reasons("10:00", "10:15")).containsOnly("nothing was measured");
  }
}
