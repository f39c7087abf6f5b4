package millrace.schedule;

import static millrace.schedule.Mill.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.fold.FoldException;
import millrace.fold.FoldPlan;
import millrace.fold.TaskResult;
import millrace.state.BucketEntry;
import millrace.state.ClusterFold;
import millrace.state.Rates;
import millrace.state.Work;
import millrace.store.Store;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was given to a cluster by a tick that died is found again, and done once. */
class AdoptionTest {
  private static final String PIPELINE =
      Mill.CSV
          + """
          buckets: { every: 5m }
          jobs:
            keys: { count: key, windows: { all: cumulative } }
            sums: { sum: amount, key: key, windows: { all: cumulative } }
          """;

  @TempDir Path home;
  private Mill mill;
  private final Cluster cluster = new Cluster();

  /** A cluster that does what it was given, whoever is still there to see it. */
  private static final class Cluster {
    private final Map<String, Integer> given = new HashMap<>();
    private final Map<String, List<TaskResult>> finished = new HashMap<>();
    private final List<String> abandoned = new ArrayList<>();
    private Fate fate = Fate.NONE;
  }

  /** What happens to the next submission, or at the next question. */
  private enum Fate {
    NONE,
    CLIENT_DIES_BEFORE_SUBMITTING,
    CLIENT_DIES_WHILE_IT_RUNS,
    JOB_FAILS_AND_CLIENT_DIES,
    NOBODY_ANSWERS
  }

  /** The engine of that cluster; folding itself is done inline. */
  private final class Remote implements Engine {
    private final Engine inline;

    Remote(Engine inline) {
      this.inline = inline;
    }

    @Override
    public String name() {
      return "yarn";
    }

    @Override
    public int buckets() {
      return 2;
    }

    @Override
    public boolean outlivesItsClient() {
      return true;
    }

    @Override
    public List<TaskResult> fold(FoldPlan plan, String directory, TickLog log) throws IOException {
      Fate fate = cluster.fate;
      cluster.fate = Fate.NONE;
      switch (fate) {
        case CLIENT_DIES_BEFORE_SUBMITTING -> throw new Error("killed");
        case NOBODY_ANSWERS -> throw new IOException("connection refused");
        case JOB_FAILS_AND_CLIENT_DIES -> {
          cluster.given.merge(directory, 1, Integer::sum);
          throw new Error("killed");
        }
        case NONE, CLIENT_DIES_WHILE_IT_RUNS -> {
          cluster.given.merge(directory, 1, Integer::sum);
          cluster.finished.put(directory, inline.fold(plan, directory, log));
        }
      }
      if (fate == Fate.CLIENT_DIES_WHILE_IT_RUNS) {
        throw new Error("killed");
      }
      return Optional.ofNullable(cluster.finished.get(directory)).orElseThrow();
    }

    @Override
    public Optional<List<TaskResult>> adopt(FoldPlan plan, String directory, TickLog log)
        throws IOException {
      if (cluster.fate == Fate.NOBODY_ANSWERS) {
        throw new IOException("connection refused");
      }
      if (cluster.given.containsKey(directory) && !cluster.finished.containsKey(directory)) {
        throw new FoldException("the job failed");
      }
      return Optional.ofNullable(cluster.finished.get(directory));
    }

    @Override
    public void abandon(String directory, TickLog log) {
      cluster.abandoned.add(directory);
    }
  }

  private Engines remote(Store store, Engines hadoop) {
    Engine remote = new Remote(hadoop.named("inline"));
    return new EnginesWrapper(hadoop) {
      @Override
      public Choice choose(Work work, Rates rates) {
        return new Choice(remote, "there is a cluster");
      }

      @Override
      public Engine named(String name) {
        return name.equals("yarn") ? remote : hadoop.named(name);
      }
    };
  }

  @BeforeEach
  void threeBuckets() throws IOException {
    mill = Mill.of(home, PIPELINE).engines(this::remote).set("millrace.snapshot.keep", "1");
    mill.set("millrace.jobs.at-once", "1");
    mill.drop("a", at("10:02", "x"), at("10:07", "y"), at("10:12", "x"));
  }

  private void killed(Fate fate) {
    cluster.fate = fate;
    assertThatThrownBy(() -> mill.tick("10:15")).isInstanceOf(Error.class).hasMessage("killed");
  }

  private void allIsDone() throws IOException {
    assertThat(mill.tick("10:15").outcome()).isEqualTo(Tick.TickOutcome.DONE);
    assertThat(mill.report("keys", "all", "10:10")).containsExactly("x 2", "y 1");
    assertThat(mill.report("sums", "all", "10:10")).containsExactly("x 2", "y 1");
    assertThat(mill.state().snapshot().facts().cluster().folds()).isEmpty();
    mill.mustBeClean();
  }

  private String reason(String bucket) throws IOException {
    BucketEntry entry = mill.state().buckets().get(bucket).orElseThrow();
    return Optional.ofNullable(entry.folds().get("keys")).orElseThrow().reason();
  }

  @Test
  void aCommitSaysWhoWritesWhereBeforeAnythingIsGiven() throws IOException {
    killed(Fate.CLIENT_DIES_BEFORE_SUBMITTING);
    ClusterFold running = mill.state().snapshot().facts().cluster().folds().get(0);
    assertThat(running.engine()).isEqualTo("yarn");
    assertThat(running.jobs()).containsExactly("keys", "sums");
    assertThat(running.work()).hasSize(2);
  }

  @Test
  void whatRanOnWithoutItsClientIsTakenAndNotGivenAgain() throws IOException {
    killed(Fate.CLIENT_DIES_WHILE_IT_RUNS);
    allIsDone();
    assertThat(reason("20240301T1000Z")).isEqualTo("an earlier tick gave it there");
    assertThat(reason("20240301T1010Z")).isEqualTo("there is a cluster");
    assertThat(cluster.given).hasSize(2).allSatisfy((it, times) -> assertThat(times).isEqualTo(1));
  }

  @Test
  void aPlanSaysWhatIsTakenUpAndFoldsItNotAgain() throws IOException {
    killed(Fate.CLIENT_DIES_WHILE_IT_RUNS);
    assertThat(mill.plan("10:15"))
        .containsExactly(
            "take up bucket 20240301T1000Z: jobs keys, sums, 25 bytes, yarn (an earlier tick gave it there)",
            "take up bucket 20240301T1005Z: jobs keys, sums, 25 bytes, yarn (an earlier tick gave it there)",
            "fold bucket 20240301T1010Z: jobs keys, sums, 25 bytes, yarn (there is a cluster)",
            "merge job keys: 3 runs of [2024-03-01T10:00:00Z, 2024-03-01T10:15:00Z), about 18 bytes, in this process",
            "merge job sums: 3 runs of [2024-03-01T10:00:00Z, 2024-03-01T10:15:00Z), about 18 bytes, in this process",
            "publish job keys, window all: 3 reports, the last of bucket 20240301T1010Z",
            "publish job sums, window all: 3 reports, the last of bucket 20240301T1010Z");
  }

  @Test
  void whatIsNotFoundIsGivenAgainElsewhere() throws IOException {
    killed(Fate.CLIENT_DIES_BEFORE_SUBMITTING);
    String before = mill.state().snapshot().facts().cluster().folds().get(0).id();
    allIsDone();
    assertThat(cluster.given.keySet()).hasSize(2).noneMatch(it -> it.contains(before));
  }

  @Test
  void whatFailedIsTriedSingly() throws IOException {
    killed(Fate.JOB_FAILS_AND_CLIENT_DIES);
    allIsDone();
    assertThat(mill.warned()).anyMatch(it -> it.contains("failed (yarn): the job failed"));
  }

  @Test
  void whileNobodyAnswersNothingIsGivenAgain() throws IOException {
    killed(Fate.CLIENT_DIES_WHILE_IT_RUNS);
    List<ClusterFold> running = mill.state().snapshot().facts().cluster().folds();
    cluster.fate = Fate.NOBODY_ANSWERS;
    assertThat(mill.tick("10:15").outcome()).isEqualTo(Tick.TickOutcome.FAILED);
    assertThat(mill.warned().toString()).contains("what became of it is not known");
    assertThat(mill.state().snapshot().facts().cluster().folds()).isEqualTo(running);
    cluster.fate = Fate.NONE;
    allIsDone();
    assertThat(cluster.given.values()).containsOnly(1);
  }

  @Test
  void aClusterThatIsAwayParksNothing() throws IOException {
    mill.set("millrace.work.max.attempts", "1");
    cluster.fate = Fate.NOBODY_ANSWERS;
    assertThat(mill.tick("10:15").outcome()).isEqualTo(Tick.TickOutcome.FAILED);
    assertThat(mill.state().snapshot().facts().work().parked()).isEmpty();
    allIsDone();
  }

  @Test
  void whatAJobThatIsGoneWasGivenIsAbandoned() throws IOException {
    killed(Fate.CLIENT_DIES_WHILE_IT_RUNS);
    String id = mill.state().snapshot().facts().cluster().folds().get(0).id();
    mill.edit(PIPELINE.replaceAll("  sums: .*\n", ""));
    assertThat(mill.tick("10:15").outcome()).isEqualTo(Tick.TickOutcome.DONE);
    assertThat(cluster.abandoned).containsExactly("_millrace/work/" + id + "/fold");
    assertThat(mill.report("keys", "all", "10:10")).containsExactly("x 2", "y 1");
    mill.mustBeClean();
  }

  /** Two ticks that find the same job both wait for it; one of them writes it down. */
  @Test
  void whatTwoTakeUpIsWrittenDownOnce() throws IOException {
    killed(Fate.CLIENT_DIES_WHILE_IT_RUNS);
    try (Store disk = mill.store()) {
      Unlocked store =
          new Unlocked(disk) {
            private boolean done;

            @Override
            void beforeAChange() throws IOException {
              if (!done) {
                done = true;
                mill.tick("10:15");
              }
            }
          };
      mill.tick(store, "10:15");
    }
    allIsDone();
    assertThat(cluster.given.values()).containsOnly(1);
  }
}
