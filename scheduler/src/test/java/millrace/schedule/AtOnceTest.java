package millrace.schedule;

import static millrace.schedule.Mill.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import millrace.fold.FoldPlan;
import millrace.fold.TaskResult;
import millrace.state.Rates;
import millrace.state.Work;
import millrace.store.Store;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A backlog of several jobs on a cluster: one works while the next one starts. */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AtOnceTest {
  private static final String PIPELINE =
      Mill.CSV
          + """
          buckets: { every: 5m }
          jobs:
            keys: { count: key, windows: { all: cumulative } }
          """;

  @TempDir private Path home;
  private final Map<String, List<TaskResult>> finished = new ConcurrentHashMap<>();
  private volatile Meeting meeting = () -> {};

  /** Where the clients of jobs wait for each other. */
  private interface Meeting {
    void come() throws IOException;
  }

  /** A cluster that does one bucket at a time, and remembers what it did. */
  private final class Cluster implements Engine {
    private final Engine inline;

    Cluster(Engine inline) {
      this.inline = inline;
    }

    @Override
    public String name() {
      return "yarn";
    }

    @Override
    public int buckets() {
      return 1;
    }

    @Override
    public boolean outlivesItsClient() {
      return true;
    }

    @Override
    public List<TaskResult> fold(FoldPlan plan, String directory, TickLog log) throws IOException {
      List<TaskResult> results = inline.fold(plan, directory, log);
      finished.put(directory, results);
      meeting.come();
      return results;
    }

    @Override
    public Optional<List<TaskResult>> adopt(FoldPlan plan, String directory, TickLog log) {
      return Optional.ofNullable(finished.get(directory));
    }
  }

  private Mill mill(int atOnce) throws IOException {
    Mill mill = Mill.of(home, PIPELINE).engines(this::clustered);
    mill.set("millrace.jobs.at-once", String.valueOf(atOnce));
    return mill.drop("a", at("10:02", "x"), at("10:07", "y"), at("10:12", "x"), at("10:17", "z"));
  }

  private Engines clustered(Store store, Engines engines) {
    Engine cluster = new Cluster(engines.named("inline"));
    return new EnginesWrapper(engines) {
      @Override
      public Choice choose(Work work, Rates rates) {
        return new Choice(cluster, "a cluster is all there is");
      }

      @Override
      public Engine named(String name) {
        return cluster;
      }
    };
  }

  private static void assertAllIsDone(Mill mill) throws IOException {
    assertThat(mill.report("keys", "all", "10:15")).containsExactly("x 2", "y 1", "z 1");
    assertThat(mill.state().snapshot().facts().cluster().folds()).isEmpty();
    assertThat(mill.state().snapshot().facts().work().due()).isEmpty();
    mill.mustBeClean();
  }

  @Test
  void twoJobsAreOnTheClusterAtOnceAndNothingIsLost() throws IOException {
    CyclicBarrier two = new CyclicBarrier(2);
    meeting =
        () -> {
          try {
            two.await(30, TimeUnit.SECONDS);
          } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IOException("nobody came", e);
          }
        };
    Mill mill = mill(2);
    assertThat(mill.tick("10:20").outcome()).isEqualTo(Tick.TickOutcome.DONE);
    assertThat(finished).hasSize(4);
    assertAllIsDone(mill);
  }

  /** One client dies; what the others gave to the cluster is taken up by the next tick. */
  @Test
  void whatRunsBesideAFailureIsTakenUpAndNotGivenAgain() throws IOException {
    CountDownLatch allAreGiven = new CountDownLatch(3);
    meeting =
        () -> {
          allAreGiven.countDown();
          try {
            allAreGiven.await();
          } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
          }
          if (Thread.currentThread().getName().endsWith("thread-2")) {
            throw new Error("killed");
          }
          try {
            new CountDownLatch(1).await(); // a job that takes its time
          } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
          }
        };
    Mill mill = mill(3);
    assertThatThrownBy(() -> mill.tick("10:20")).isInstanceOf(Error.class).hasMessage("killed");
    assertThat(mill.state().snapshot().facts().cluster().folds()).hasSize(3);
    meeting = () -> {};
    assertThat(mill.tick("10:20").outcome()).isEqualTo(Tick.TickOutcome.DONE);
    assertThat(finished).as("three were taken up, one was left to give").hasSize(4);
    assertAllIsDone(mill);
  }

  @Test
  void onRequestTheyWaitForEachOther() throws IOException {
    int[] here = {0};
    meeting =
        () -> {
          assertThat(++here[0]).isEqualTo(1);
          here[0]--;
        };
    Mill mill = mill(1);
    assertThat(mill.tick("10:20").outcome()).isEqualTo(Tick.TickOutcome.DONE);
    assertAllIsDone(mill);
  }
}
