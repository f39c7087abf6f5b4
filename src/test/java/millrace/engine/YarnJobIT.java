package millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.security.PrivilegedExceptionAction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import millrace.aggregate.Seeds;
import millrace.cluster.MiniCluster;
import millrace.fold.FoldException;
import millrace.fold.TaskResult;
import millrace.schedule.Engine;
import millrace.schedule.TickLog;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.mapreduce.Cluster;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.TypeConverter;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What an engine on YARN does when its client dies, when the ResourceManager, an application master
 * or a task dies, and when somebody says that a failed job has succeeded.
 */
@ExtendWith(MiniCluster.Shared.class)
@Timeout(value = 4, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class YarnJobIT {
  /** One of the cases in a plain build, another one in every build; with {@code -Pmatrix} all. */
  private static final boolean ALL = Integer.getInteger("millrace.every", 16) == 1;

  /** Whether a plain build kills a client, or rather a part of the cluster. */
  private static final boolean A_CLIENT = Seeds.random().nextBoolean();

  private static final TickLog QUIET = TickLog.quiet();

  private final MiniCluster cluster;
  @TempDir private Path local;
  private Bench bench;
  private String directory = "";

  YarnJobIT(MiniCluster cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void setUp() throws IOException {
    bench = new Bench(cluster.conf(), cluster.newDirectory(), local).fill(Seeds.random(), 2);
    directory = newDirectory();
  }

  @AfterEach
  void tearDown() throws IOException {
    bench.engine("yarn").abandon(directory, QUIET);
    bench.close();
  }

  private static String newDirectory() {
    return "_millrace/work/17-" + UUID.randomUUID() + "/fold-0";
  }

  /** Where a job stands when its client is killed. */
  private enum Moment {
    SUBMITTED,
    MAPPING,
    REDUCING,
    COMMITTING,
    ENDED
  }

  private static Stream<Arguments> sample(List<Arguments> cases, int count) {
    List<Arguments> shuffled = new ArrayList<>(cases);
    Collections.shuffle(shuffled, Seeds.random());
    return shuffled.stream().limit(ALL ? cases.size() : count);
  }

  static Stream<Arguments> moments() {
    List<Arguments> cases = new ArrayList<>();
    for (Moment moment : Moment.values()) {
      cases.add(Arguments.of("yarn", moment));
      if (moment != Moment.REDUCING) {
        cases.add(Arguments.of("uber", moment)); // there, no task has a process of its own
      }
    }
    return sample(cases, A_CLIENT ? 1 : 0);
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("moments")
  void aJobWhoseClientWasKilledIsAdoptedAndNotRepeated(String tier, Moment moment)
      throws Exception {
    switch (moment) {
      case SUBMITTED, MAPPING, ENDED -> bench.gates().hold("map");
      case REDUCING -> bench.gates().hold("reduce");
      case COMMITTING -> bench.gates().hold("success");
    }
    Process client = DyingClient.start(bench, local, tier, directory);
    try {
      Moments.await("the job is submitted", () -> !applications().isEmpty());
      switch (moment) {
        case SUBMITTED -> {}
        case MAPPING -> bench.gates().awaitArrival("map");
        case REDUCING -> bench.gates().awaitArrival("reduce");
        case COMMITTING -> bench.gates().awaitArrival("success");
        case ENDED -> {
          bench.gates().awaitArrival("map");
          stop(client);
          bench.gates().open();
          Moments.await("the job has ended", () -> Applications.hasEnded(applications().get(0)));
        }
      }
    } finally {
      client.destroyForcibly().waitFor();
    }
    assertThat(client.exitValue()).as("it was killed, it did not end").isEqualTo(128 + 9);
    bench.gates().open();
    Engine engine = bench.engine(tier);
    assertThat(engine.outlivesItsClient()).isTrue();
    assertThat(engine.adopt(bench.plan(), directory, QUIET).map(Bench::outcome))
        .contains(bench.expected());
    assertThat(engine.adopt(bench.plan(), directory, QUIET).map(Bench::outcome))
        .as("and again")
        .contains(bench.expected());
    assertThat(applications()).as("jobs of this bucket").hasSize(1);
    System.out.println("client killed: " + tier + ", " + moment + ": adopted, jobs: 1");
  }

  /** SIGSTOP: it does not see the end of its job. */
  private static void stop(Process process) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-STOP", String.valueOf(process.pid())).start();
    assertThat(kill.waitFor()).isZero();
  }

  private List<ApplicationReport> applications() throws IOException {
    try (Applications applications = Applications.of(cluster.conf())) {
      return applications.tagged(Tags.of(bench.store()).of(directory));
    }
  }

  private CompletableFuture<List<TaskResult>> folding(Engine engine) throws IOException {
    var plan = bench.plan();
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return engine.fold(plan, directory, QUIET);
          } catch (IOException e) {
            throw new CompletionException(e);
          }
        });
  }

  @Test
  void aJobGoesOnWhileTheResourceManagerIsRestarted() throws Exception {
    bench.gates().hold("map");
    CompletableFuture<List<TaskResult>> folding = folding(bench.engine("yarn"));
    bench.gates().awaitArrival("map");
    long started = System.nanoTime();
    cluster.yarn().restartResourceManager(0);
    System.out.printf("restarted in %d ms%n", (System.nanoTime() - started) / 1_000_000);
    bench.gates().open();
    assertThat(Bench.outcome(folding.get())).isEqualTo(bench.expected());
    assertThat(applications()).hasSize(1);
    assertThat(applications().get(0).getCurrentApplicationAttemptId().getAttemptId())
        .as("the application master went on, too")
        .isEqualTo(1);
    assertThat(bench.engine("yarn").adopt(bench.plan(), directory, QUIET).map(Bench::outcome))
        .contains(bench.expected());
  }

  @Test
  void aFailedJobIsNotBelievedWhateverHadoopsClientSays() throws Exception {
    bench.gates().fail("map");
    bench.with("mapreduce.map.maxattempts", "1");
    Engine engine = bench.engine("uber");
    assertThatThrownBy(() -> engine.fold(bench.plan(), directory, QUIET))
        .isInstanceOf(FoldException.class)
        .hasMessageContaining("told to fail at map")
        .hasMessageContaining("ended FAILED");
    ApplicationReport report = applications().get(0);
    assertThat(report.getFinalApplicationStatus()).isEqualTo(FinalApplicationStatus.FAILED);

    Configuration conf = cluster.conf();
    conf.set("mapreduce.jobhistory.address", "");
    // Not closed: it cannot close what it made up for a job that it could not find.
    Job job = new Cluster(conf).getJob(TypeConverter.fromYarn(report.getApplicationId()));
    assertThat(job.isSuccessful())
        .as("Hadoop's own client, when it has no history server to ask, takes it for good")
        .isTrue();
    for (String history : List.of("", "localhost:1")) {
      Bench asking = bench.with("mapreduce.jobhistory.address", history);
      assertThatThrownBy(() -> asking.engine("uber").adopt(asking.plan(), directory, QUIET))
          .isInstanceOf(FoldException.class)
          .hasMessageContaining("ended FAILED")
          .hasMessageContaining(String.valueOf(report.getApplicationId()));
    }
  }

  @Test
  void aJobThatThrowsTakesOnlyItselfAlongInTheSameApplication() throws Exception {
    bench.gates().throwing("map");
    for (String tier : List.of("uber", "yarn")) {
      directory = newDirectory();
      List<TaskResult> results = bench.engine(tier).fold(bench.plan(), directory, QUIET);
      assertThat(Bench.outcome(results).get(0)).isEqualTo(bench.expectedOfWords());
      assertThat(results.get(1).failure())
          .hasValueSatisfying(
              failure ->
                  assertThat(failure)
                      .hasMessageContaining("bucket 20240301T1005Z")
                      .hasMessageContaining("job lines")
                      .hasMessageContaining("told to throw at map"));
      assertThat(applications()).hasSize(1);
    }
  }

  /** One job, and all that can be asked about it once it has ended. */
  @Test
  void theTruthOfAJobIsItsOutputToo() throws Exception {
    bench.with("mapreduce.jobhistory.address", "localhost:1");
    Engine engine = bench.engine("uber");
    assertThat(engine.adopt(bench.plan(), directory, QUIET)).as("never submitted").isEmpty();
    assertThat(Bench.outcome(engine.fold(bench.plan(), directory, QUIET)))
        .isEqualTo(bench.expected());
    assertThat(engine.adopt(bench.plan(), directory, QUIET).map(Bench::outcome))
        .as("ended long ago, and no history server")
        .contains(bench.expected());

    FileSystem fs = cluster.fs();
    String forgotten = newDirectory();
    fs.mkdirs(bench.store().path(forgotten).getParent());
    fs.rename(bench.store().path(directory), bench.store().path(forgotten));
    assertThat(engine.adopt(bench.plan(), forgotten, QUIET).map(Bench::outcome))
        .as("complete output of a job that nobody remembers")
        .contains(bench.expected());
    assertThatThrownBy(() -> engine.adopt(bench.plan(), directory, QUIET))
        .as("a job that has succeeded and whose output is gone")
        .isInstanceOf(FoldException.class)
        .hasMessageContaining("said to have succeeded")
        .hasMessageContaining("does not exist");

    fs.rename(bench.store().path(forgotten), bench.store().path(directory));
    bench.store().delete(directory + "/_SUCCESS");
    assertThatThrownBy(() -> engine.adopt(bench.plan(), directory, QUIET))
        .isInstanceOf(FoldException.class)
        .hasMessageContaining("_SUCCESS is missing");
    fs.rename(bench.store().path(directory), bench.store().path(forgotten));
    assertThat(engine.adopt(bench.plan(), forgotten, QUIET))
        .as("neither a job nor complete output")
        .isEmpty();
  }

  /** Another installation, with a pipeline of the same name and by chance the same directory. */
  @Test
  void onlyWhatIsOursIsTouched() throws Exception {
    bench.gates().hold("map");
    CompletableFuture<List<TaskResult>> folding = folding(bench.engine("uber"));
    bench.gates().awaitArrival("map");
    try (Bench other = new Bench(cluster.conf(), cluster.newDirectory(), local.resolve("other"))) {
      other.engine("uber").abandon(directory, QUIET);
      assertThat(other.fill(Seeds.random(), 1).engine("uber").adopt(other.plan(), directory, QUIET))
          .isEmpty();
    }
    UserGroupInformation.createRemoteUser("somebody")
        .doAs(
            (PrivilegedExceptionAction<Boolean>)
                () -> {
                  bench.engine("uber").abandon(directory, QUIET);
                  return true;
                });
    bench.engine("local").abandon(directory, QUIET);
    bench.engine("uber").abandon(newDirectory(), QUIET);
    assertThat(Applications.hasEnded(applications().get(0))).isFalse();

    bench.engine("yarn").abandon(directory, QUIET);
    assertThatThrownBy(folding::get).hasMessageContaining("ended KILLED");
    assertThat(bench.engine("uber").adopt(bench.plan(), directory, QUIET))
        .as("it did not fail: it is to be given again")
        .isEmpty();
    bench.engine("yarn").abandon(directory, QUIET);
  }

  /** What goes wrong in the cluster while a job runs, and whether Hadoop can mend it. */
  private enum Fault {
    EVERY_MAPPER_FAILS_ONCE(true),
    EVERY_REDUCER_FAILS_ONCE(true),
    EVERY_TASK_FAILS_ONCE(true),
    A_TASK_RUNS_TWICE(true),
    MASTER_DIES_MAPPING(true, "map"),
    MASTER_DIES_REDUCING(true, "reduce"),
    MASTER_DIES_BEFORE_THE_COMMIT(true, "commit-started"),
    MASTER_DIES_BEFORE_THE_FIRST_FILE(false, "moving"),
    MASTER_DIES_BEFORE_SUCCESS_IS_SAID(false, "success"),
    MASTER_DIES_AFTER_THE_COMMIT(true, "commit-succeeded");

    private final boolean mended;
    private final List<String> points;

    Fault(boolean mended, String... points) {
      this.mended = mended;
      this.points = List.of(points);
    }
  }

  static Stream<Arguments> faults() {
    List<Arguments> cases = new ArrayList<>();
    for (int round = 0; round < 3; round++) {
      for (Fault fault : Fault.values()) {
        cases.add(Arguments.of(fault, round));
      }
    }
    return sample(cases, A_CLIENT ? 0 : 1);
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("faults")
  void whateverDiesTheSumsAreRightOrThereAreNone(Fault fault, int round) throws Exception {
    bench
        .fill(Seeds.random(), 2 + round)
        .with("mapreduce.fileoutputcommitter.algorithm.version", "2");
    for (String point : fault.points) {
      bench.gates().hold(point);
    }
    switch (fault) {
      case EVERY_MAPPER_FAILS_ONCE -> bench.gates().failOnce("map");
      case EVERY_REDUCER_FAILS_ONCE -> bench.gates().failOnce("reduce");
      case EVERY_TASK_FAILS_ONCE -> {
        bench.gates().failOnce("map");
        bench.gates().failOnce("reduce");
      }
      case A_TASK_RUNS_TWICE -> speculate();
      default -> {}
    }
    CompletableFuture<List<TaskResult>> folding = folding(bench.engine("yarn"));
    for (String point : fault.points) {
      bench.gates().awaitArrival(point);
      assertThat(committer()).as("the committer of the job as submitted").isEqualTo("1");
      killMaster();
      bench.gates().open();
    }
    if (fault == Fault.A_TASK_RUNS_TWICE) {
      Moments.await(
          "a task has a second attempt",
          () -> bench.gates().arrived("map").stream().anyMatch(it -> it.endsWith("_m_000000_1")));
      if (round > 0) {
        bench.gates().letFirst("map"); // now they race
      }
    }
    if (fault.mended) {
      assertThat(Bench.outcome(folding.get())).isEqualTo(bench.expected());
    } else {
      assertThatThrownBy(folding::get)
          .hasCauseInstanceOf(FoldException.class)
          .hasMessageContaining("ended FAILED");
      assertThatThrownBy(() -> bench.engine("yarn").adopt(bench.plan(), directory, QUIET))
          .isInstanceOf(FoldException.class)
          .hasMessageContaining("ended FAILED");
      directory = newDirectory();
      assertThat(Bench.outcome(bench.engine("uber").fold(bench.plan(), directory, QUIET)))
          .isEqualTo(bench.expected());
    }
    System.out.println(
        fault + ": " + (fault.mended ? "sums right" : "failed, and sums right when given again"));
  }

  /** Makes the first mapper hang, and Hadoop impatient. */
  private void speculate() throws IOException {
    bench
        .with("mapreduce.map.speculative", "true")
        .with("mapreduce.job.speculative.minimum-allowed-tasks", "1")
        .with("mapreduce.job.speculative.speculative-cap-running-tasks", "1.0")
        .with("mapreduce.job.speculative.speculative-cap-total-tasks", "1.0")
        .with("mapreduce.job.speculative.slowtaskthreshold", "0.01")
        .with("mapreduce.job.speculative.retry-after-no-speculate", "200")
        .with("mapreduce.job.speculative.retry-after-speculate", "200")
        .with("mapreduce.task.progress-report.interval", "200");
    bench.gates().hold("first-map");
  }

  private String committer() throws IOException {
    Path staging =
        Path.of(cluster.conf().get("yarn.app.mapreduce.am.staging-dir", "?"))
            .resolve(System.getProperty("user.name", "?"))
            .resolve(".staging")
            .resolve(TypeConverter.fromYarn(applications().get(0).getApplicationId()).toString())
            .resolve("job.xml");
    Configuration submitted = new Configuration(false);
    submitted.addResource(cluster.fs().open(new org.apache.hadoop.fs.Path(staging.toString())));
    return submitted.get("mapreduce.fileoutputcommitter.algorithm.version", "?");
  }

  /** SIGKILL: it says no word to anybody. */
  private void killMaster() throws IOException {
    String id = applications().get(0).getApplicationId().toString();
    List<ProcessHandle> master =
        ProcessHandle.current()
            .descendants()
            .filter(
                process -> {
                  String line = process.info().commandLine().orElse("");
                  return line.contains("MRAppMaster") && line.contains(id);
                })
            .toList();
    assertThat(master).as("application master of " + id).isNotEmpty();
    master.forEach(ProcessHandle::destroyForcibly);
  }
}
