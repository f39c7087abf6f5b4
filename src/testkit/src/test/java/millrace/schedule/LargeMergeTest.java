package millrace.schedule;

import static millrace.schedule.Mill.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import millrace.aggregate.Aggregate;
import millrace.aggregate.Cell;
import millrace.aggregate.Seeds;
import millrace.fold.FoldException;
import millrace.job.Jobs;
import millrace.mapreduce.MergeMapReduce;
import millrace.run.Cursor;
import millrace.run.MergeCursor;
import millrace.run.PartedRun;
import millrace.run.Run;
import millrace.run.RunReader;
import millrace.state.ClusterMerge;
import millrace.state.JobState;
import millrace.store.Store;
import millrace.testkit.Crash;
import millrace.testkit.CrashingStore;
import millrace.testkit.InjectedFailure;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Merges on a cluster: nothing waits for them, and each is made once, whoever dies meanwhile. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LargeMergeTest {
  private static final String TWO_JOBS =
      Mill.CSV
          + """
            changed: replace
          buckets: { every: 5m }
          jobs:
            keys: { count: key, windows: { all: cumulative } }
            more: { count: key, windows: { all: cumulative } }
          """;

  @TempDir(factory = MemoryBacked.class)
  Path home;

  private Mill mill;
  private Cluster cluster = new Cluster();

  /** What happens to a merge while the cluster makes it. */
  private interface Incident {
    void happens(String job) throws IOException;
  }

  /** A cluster that makes what it was given, whoever is still there to see it. */
  private final class Cluster implements LargeMergeEngine {
    private final Map<String, MergeMapReduce.Merged> made = new ConcurrentHashMap<>();
    private final List<String> given = new CopyOnWriteArrayList<>();
    private final List<String> abandoned = new CopyOnWriteArrayList<>();
    private boolean takesAll = true;
    private boolean answers = true;
    private Incident before = job -> {};
    private Incident after = job -> {};
    private Incident found = job -> {};

    @Override
    public MergeMapReduce.Merged merge(MergeInputs runs, String directory, TickLog log)
        throws IOException {
      mustAnswer();
      before.happens(runs.job().name());
      given.add(directory);
      MergeMapReduce.Merged merged = merged(runs, directory);
      made.put(directory, merged);
      after.happens(runs.job().name());
      return merged;
    }

    @Override
    public Optional<MergeMapReduce.Merged> adopt(MergeInputs runs, String directory, TickLog log)
        throws IOException {
      mustAnswer();
      found.happens(runs.job().name());
      return Optional.ofNullable(made.get(directory));
    }

    @Override
    public void abandon(String directory, TickLog log) throws IOException {
      mustAnswer();
      abandoned.add(directory);
    }

    private void mustAnswer() throws IOException {
      if (!answers) {
        throw new IOException("connection refused");
      }
    }

    private MergeMapReduce.Merged merged(MergeInputs runs, String directory) throws IOException {
      Aggregate<?, ?, List<Cell>> aggregate =
          Jobs.create(runs.job(), LargeMergeTest.class.getClassLoader()).aggregate();
      try (Store store = mill.store()) {
        assertThat(store.find(directory)).as("new").isEmpty();
        List<Cursor> inputs = new ArrayList<>();
        for (Run input : runs.inputs()) {
          for (Run.Part part : input.parts()) {
            inputs.add(
                new RunReader(store.open(part.path()), part.length(), part.path(), aggregate.id()));
          }
        }
        PartedRun run =
            new PartedRun(
                runs.parts(),
                part -> "part-" + part,
                name -> store.create(directory + "/" + name),
                aggregate,
                runs.job().name());
        try (run;
            Cursor all = MergeCursor.of(inputs, aggregate)) {
          run.appendAll(all);
        }
        return new MergeMapReduce.Merged(run.written(), run.entries(), run.digest());
      }
    }
  }

  private Engines clustered(Store store, Engines engines) {
    return new EnginesWrapper(engines) {
      @Override
      public boolean isLargeMerge(long bytes, int parts) {
        assertThat(bytes).isPositive();
        return cluster.takesAll;
      }

      @Override
      public LargeMergeEngine merging() {
        return cluster;
      }
    };
  }

  /** Three buckets of a quarter of an hour that has passed, and one of the next. */
  @BeforeEach
  void fourBuckets() throws IOException {
    mill = fourBuckets(home.resolve("mill"));
  }

  private Mill fourBuckets(Path place) throws IOException {
    return Mill.of(place, TWO_JOBS)
        .engines(this::clustered)
        .set("millrace.snapshot.keep", "1")
        .drop("a", at("10:02", "x"), at("10:07", "x"), at("10:12", "y"), at("10:17", "x"));
  }

  private List<ClusterMerge> merging() throws IOException {
    return mill.state().snapshot().facts().cluster().merges();
  }

  /** How long the roots of a job are, in minutes, the oldest first. */
  private List<Long> roots(String job) throws IOException {
    return Optional.ofNullable(mill.state().snapshot().facts().jobs().get(job))
        .map(JobState::roots)
        .orElseThrow()
        .stream()
        .sorted((a, b) -> a.covers().compareTo(b.covers()))
        .map(run -> run.covers().length().toMinutes())
        .toList();
  }

  private void allIsDone() throws IOException {
    assertThat(mill.tick("10:30").outcome()).isEqualTo(Tick.TickOutcome.DONE);
    assertAllIsDone();
  }

  private void assertAllIsDone() throws IOException {
    for (String job : List.of("keys", "more")) {
      assertThat(mill.report(job, "all", "10:15")).containsExactly("x 3", "y 1");
      assertThat(roots(job)).containsExactly(15L, 5L);
    }
    assertThat(merging()).isEmpty();
    assertThat(cluster.given).doesNotHaveDuplicates();
    mill.mustBeClean();
  }

  private static void dies() {
    throw new Error("killed");
  }

  private void killed() {
    assertThatThrownBy(() -> mill.tick("10:30")).isInstanceOf(Error.class).hasMessage("killed");
    cluster.before = job -> {};
    cluster.after = job -> {};
  }

  @Test
  void foldsAndReportsAreCommittedBeforeAMergeIsGiven() throws IOException {
    cluster.before =
        job -> {
          assertThat(mill.state().snapshot().facts().work().due()).isEmpty();
          assertThat(mill.report("keys", "all", "10:15")).containsExactly("x 3", "y 1");
          assertThat(mill.report("more", "all", "10:15")).containsExactly("x 3", "y 1");
          assertThat(merging()).extracting(ClusterMerge::job).contains(job);
        };
    allIsDone();
    assertThat(cluster.given).hasSize(2);
  }

  @Test
  void atQuietTicksNothingHappens() throws IOException {
    allIsDone();
    long head = mill.state().snapshot().number();
    Map<String, byte[]> files = mill.files();
    for (int tick = 0; tick < 5; tick++) {
      allIsDone();
    }
    assertThat(mill.state().snapshot().number()).isEqualTo(head);
    assertThat(mill.files().keySet()).isEqualTo(files.keySet());
    assertThat(cluster.given).hasSize(2);
  }

  @Test
  void aMergeThatFailsHoldsUpNoReportAndIsTriedAgainByTheNextTick() throws IOException {
    List<String> asked = new ArrayList<>();
    cluster.before =
        job -> {
          asked.add(job);
          if (job.equals("keys")) {
            throw new FoldException("the cluster is on fire");
          }
        };
    assertThat(mill.set("millrace.jobs.at-once", "1").tick("10:30").outcome())
        .isEqualTo(Tick.TickOutcome.FAILED);
    assertThat(mill.report("keys", "all", "10:15")).containsExactly("x 3", "y 1");
    assertThat(asked).as("once a tick").containsExactly("keys", "more");
    assertThat(mill.warned())
        .singleElement()
        .asString()
        .contains("job keys: merging 3 runs of", "failed: the cluster is on fire", "next tick");
    assertThat(roots("keys")).containsExactly(5L, 5L, 5L, 5L);
    assertThat(roots("more")).containsExactly(15L, 5L);
    assertThat(merging()).isEmpty();

    cluster.before = job -> {};
    allIsDone();
  }

  @Test
  void whatRanOnWithoutItsClientIsTakenAndNotGivenAgain() throws IOException {
    cluster.after = job -> dies();
    mill.set("millrace.jobs.at-once", "1");
    killed();
    assertThat(merging())
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.job()).isEqualTo("keys");
              assertThat(it.inputs()).hasSize(3);
              assertThat(it.covers().length()).isEqualTo(Duration.ofMinutes(15));
            });
    allIsDone();
    assertThat(cluster.given).as("one for each job").hasSize(2);
  }

  @Test
  void whatIsNotFoundIsGivenAgainElsewhere() throws IOException {
    cluster.before = job -> dies();
    mill.set("millrace.jobs.at-once", "1");
    killed();
    String before = merging().get(0).id();
    allIsDone();
    assertThat(cluster.given).hasSize(2).noneMatch(it -> it.contains(before));
  }

  @Test
  void aFailureThatIsOnlySeenByTheNextTickIsTriedAgainByTheOneAfter() throws IOException {
    cluster.before = job -> dies();
    mill.set("millrace.jobs.at-once", "1");
    killed();
    cluster.found =
        job -> {
          throw new FoldException("the job failed");
        };
    assertThat(mill.tick("10:30").outcome()).isEqualTo(Tick.TickOutcome.FAILED);
    assertThat(mill.warned()).singleElement().asString().contains("failed: the job failed");
    assertThat(roots("keys")).containsExactly(5L, 5L, 5L, 5L);
    allIsDone();
  }

  /** And nothing else is made of its runs, nor of what it will be. */
  @Test
  void whileNobodyAnswersAMergeIsLeftAlone() throws IOException {
    cluster.after = job -> dies();
    mill.set("millrace.jobs.at-once", "1");
    killed();
    List<ClusterMerge> announced = merging();
    cluster.answers = false;
    cluster.takesAll = false;
    mill.drop("b", at("10:22", "x"), at("10:32", "x"), at("10:47", "x"), at("10:52", "x"));
    mill.drop("c", at("11:02", "x"));
    assertThat(mill.tick("11:30").outcome()).isEqualTo(Tick.TickOutcome.FAILED);
    assertThat(mill.warned())
        .singleElement()
        .asString()
        .contains("what became of it is not known: connection refused");
    assertThat(mill.report("keys", "all", "11:00")).containsExactly("x 8", "y 1");
    assertThat(merging()).isEqualTo(announced);
    assertThat(roots("keys")).containsExactly(5L, 5L, 5L, 15L, 5L, 15L, 5L);
    assertThat(roots("more")).containsExactly(60L, 5L);

    cluster.answers = true;
    assertThat(mill.tick("11:30").outcome()).isEqualTo(Tick.TickOutcome.DONE);
    assertThat(roots("keys")).containsExactly(60L, 5L);
    assertThat(cluster.given).hasSize(1);
    mill.mustBeClean();
  }

  @Test
  void aClusterThatIsAwayFromTheBeginningIsAskedAgain() throws IOException {
    cluster.answers = false;
    assertThat(mill.tick("10:30").outcome()).isEqualTo(Tick.TickOutcome.FAILED);
    assertThat(merging()).as("it may have been given nevertheless").hasSize(2);
    assertThat(mill.report("keys", "all", "10:15")).containsExactly("x 3", "y 1");
    cluster.answers = true;
    allIsDone();
    assertThat(cluster.given).hasSize(2);
  }

  @Test
  void aMergeOfRunsThatWereTakenApartIsAbandoned() throws IOException {
    cluster.after = job -> dies();
    mill.set("millrace.jobs.at-once", "1");
    killed();
    String id = merging().get(0).id();
    mill.drop("a", at("10:02", "x"), at("10:07", "x"), at("10:12", "z"), at("10:17", "x"));
    assertThat(mill.tick("10:30").outcome()).isEqualTo(Tick.TickOutcome.DONE);
    assertThat(cluster.abandoned).containsExactly("_millrace/work/" + id + "/merge");
    assertThat(mill.report("keys", "all", "10:15")).containsExactly("x 3", "z 1");
    assertThat(roots("keys")).containsExactly(15L, 5L);
    assertThat(merging()).isEmpty();
    mill.mustBeClean();
  }

  @Test
  void aBackfillGoesOnWhileAMergeIsMadeAndWins() throws IOException {
    mill.set("millrace.jobs.at-once", "1");
    List<String> backfilled = new ArrayList<>();
    cluster.after =
        job -> {
          if (backfilled.isEmpty()) {
            backfilled.add(job);
            try (Store store = mill.store()) {
              mill.backfill(new Unlocked(store), "10:00", "10:05", "keys");
            }
          }
        };
    allIsDone();
    assertThat(backfilled).containsExactly("keys");
    assertThat(cluster.abandoned).containsExactly(cluster.given.get(0));
    assertThat(cluster.given).hasSize(3);
  }

  @Test
  void whatAJobThatIsGoneWasGivenIsAbandoned() throws IOException {
    cluster.after = job -> dies();
    mill.set("millrace.jobs.at-once", "1");
    killed();
    String id = merging().get(0).id();
    mill.edit(TWO_JOBS.replaceAll("  keys: .*\n", ""));
    assertThat(mill.tick("10:30").outcome()).isEqualTo(Tick.TickOutcome.DONE);
    assertThat(cluster.abandoned).containsExactly("_millrace/work/" + id + "/merge");
    assertThat(merging()).isEmpty();
    mill.mustBeClean();
  }

  @Test
  void mergesOfTwoJobsAreMadeAtOnce() throws IOException {
    CyclicBarrier two = new CyclicBarrier(2);
    cluster.before =
        job -> {
          try {
            two.await(30, TimeUnit.SECONDS);
          } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IOException("nobody came", e);
          }
        };
    mill.set("millrace.jobs.at-once", "2");
    allIsDone();
    assertThat(cluster.given).hasSize(2);
  }

  /** Two ticks that find the same merge both wait for it; one of them writes it down. */
  @Test
  void whatTwoTakeUpIsWrittenDownOnce() throws IOException {
    cluster.after = job -> dies();
    mill.set("millrace.jobs.at-once", "1");
    killed();
    cluster.after = job -> {};
    try (Store disk = mill.store()) {
      Unlocked store =
          new Unlocked(disk) {
            private boolean done;

            @Override
            void beforeAChange() throws IOException {
              if (!done) {
                done = true;
                mill.tick("10:30");
              }
            }
          };
      assertThat(mill.tick(store, "10:30").outcome()).isEqualTo(Tick.TickOutcome.DONE);
    }
    allIsDone();
    assertThat(cluster.given).hasSize(2);
  }

  /** What he asks for is gone, for somebody else has taken it. */
  @Test
  void whoIsOvertakenWhileHeAsksDecidesAnew() throws IOException {
    cluster.after =
        job -> {
          if (job.equals("more")) { // the last, so that nothing else is left to do
            dies();
          }
        };
    mill.set("millrace.jobs.at-once", "1");
    killed();
    cluster.found =
        job -> {
          cluster.found = again -> {};
          mill.tick("10:30");
          throw new IOException("no such file");
        };
    try (Store disk = mill.store()) {
      assertThat(mill.tick(new Unlocked(disk), "10:30").outcome()).isEqualTo(Tick.TickOutcome.DONE);
    }
    assertAllIsDone();
    assertThat(cluster.given).hasSize(2);
  }

  @Test
  void wheneverATickDiesEachMergeIsMadeOnce() throws IOException {
    Random random = Seeds.random();
    List<InjectedFailure> failures =
        List.of(
            InjectedFailure.DIES_BEFORE,
            InjectedFailure.DIES_AFTER,
            InjectedFailure.FAILS,
            InjectedFailure.ACKNOWLEDGEMENT_LOST);
    boolean survived = false;
    for (int fatal = 1; !survived; fatal++) {
      cluster = new Cluster();
      mill = fourBuckets(home.resolve("mill-" + fatal)).set("millrace.jobs.at-once", "1");
      InjectedFailure failure = failures.get(random.nextInt(failures.size()));
      try (Store disk = mill.store()) {
        CrashingStore store = new CrashingStore(disk, fatal, failure);
        try {
          mill.tick(store, "10:30");
        } catch (Crash | IOException e) {
          // what reached the disk is what counts
        }
        survived = store.survived();
      }
      assertThat(mill.tick("10:30").outcome())
          .as("after change %d: %s", fatal, failure)
          .isEqualTo(Tick.TickOutcome.DONE);
      assertAllIsDone();
      assertThat(cluster.given).as("at change %d: %s", fatal, failure).hasSize(2);
    }
  }
}
