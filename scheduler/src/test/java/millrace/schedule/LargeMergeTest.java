package millrace.schedule;

import static millrace.schedule.Mill.at;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import millrace.job.FoldException;
import millrace.job.JobSpec;
import millrace.job.MergeJob;
import millrace.report.LargeMerges;
import millrace.run.Run;
import millrace.snapshot.Store;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Merges that are made elsewhere, and what becomes of them when they fail. */
class LargeMergeTest {
  private static final String TWO_JOBS =
      Mill.CSV
          + """
          buckets: { every: 5m }
          jobs:
            keys: { count: key, windows: { all: cumulative } }
            more: { count: key, windows: { all: cumulative } }
          """;

  @TempDir private Path home;
  private final List<String> asked = new ArrayList<>();
  private boolean works = true;

  /** Engines that say they merge elsewhere: and then they fail, or leave it to the caller. */
  private Engines moody(Store store, Engines engines) {
    return new EnginesWrapper(engines) {
      @Override
      public Optional<LargeMerges.Elsewhere> elsewhere(
          JobSpec job, long bytes, int parts, TickLog log) {
        asked.add(job.name());
        assertThat(bytes).isPositive();
        return works || !job.name().equals("keys")
            ? Optional.empty()
            : Optional.of((inputs, directory) -> fail(store, inputs, directory));
      }
    };
  }

  private static MergeJob.Merged fail(Store store, List<Run> inputs, String directory)
      throws IOException {
    for (Run input : inputs) {
      for (Run.Part part : input.parts()) {
        assertThat(store.find(part.path())).as("where it is now").isPresent();
      }
    }
    assertThat(store.find(directory)).as("new").isEmpty();
    throw new FoldException("the cluster is on fire");
  }

  private static long roots(Mill mill, String job) throws IOException {
    return Optional.ofNullable(mill.state().snapshot().jobs().get(job))
        .orElseThrow()
        .roots()
        .size();
  }

  @Test
  void aMergeThatFailsHoldsUpNoReportAndIsTriedAgainByTheNextTick() throws IOException {
    Mill mill = Mill.of(home, TWO_JOBS).engines(this::moody);
    works = false;
    mill.drop("a", at("10:02", "x"), at("10:07", "x"), at("10:12", "y"), at("10:17", "x"));
    assertThat(mill.tick("10:30").outcome()).isEqualTo(Tick.Outcome.FAILED);
    assertThat(mill.report("keys", "all", "10:15")).containsExactly("x 3", "y 1");
    assertThat(asked).as("once a tick").containsOnlyOnce("keys");
    assertThat(mill.warned())
        .singleElement()
        .asString()
        .contains("job keys: merging 3 runs of", "the cluster is on fire", "next tick");
    assertThat(roots(mill, "keys")).as("unmerged").isGreaterThan(roots(mill, "more"));

    works = true;
    assertThat(mill.tick("10:30").outcome()).isEqualTo(Tick.Outcome.DONE);
    assertThat(roots(mill, "keys")).isEqualTo(roots(mill, "more"));
    assertThat(mill.report("keys", "all", "10:15")).containsExactly("x 3", "y 1");
  }
}
