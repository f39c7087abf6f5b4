package millrace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import millrace.aggregate.Seeds;
import millrace.cli.Mill;
import millrace.cluster.MiniCluster;
import millrace.run.Run;
import millrace.state.JobState;
import millrace.state.PipelineState;
import millrace.store.Store;
import millrace.store.Stores;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.apache.hadoop.mapreduce.Cluster;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.JobStatus;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The whole pipeline with its landing directory and its root on HDFS. What it gives is what the
 * inline engine gives on a local disk: the same contents of every run, the same bytes of every
 * report.
 */
@ExtendWith(MiniCluster.Shared.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PipelineOnClusterIT {
  private static final String PIPELINE =
      """
      pipeline: whole
      landing:
        path: landing
        settle: 0s
        format: csv
        time: { by: event, field: time, format: iso }
      buckets: { every: 5m, lateness: 1m }
      jobs:
        count: { count: [item, till], where: { till: ["1", "2"] }, windows: { all: cumulative } }
        sum: { sum: amount, key: item, windows: { all: cumulative, recent: sliding 10m }, top: 7 }
        min: { min: amount, key: item, windows: { all: cumulative } }
        max: { max: amount, key: item, windows: { all: cumulative }, top: 3 }
        mean: { mean: amount, key: till, windows: { quarter: tumbling 15m } }
        tokens: { class: millrace.jobs.wordcount.WordCount, options: { tokens: whitespace, field: note }, windows: { all: cumulative } }
        words: { class: millrace.jobs.wordcount.WordCount, options: { tokens: unicode, field: note }, windows: { all: cumulative } }
        own: { class: FirstByte, windows: { all: cumulative } }
      """;

  private static final String FIRST = "2024-03-01T10:11:00Z";
  private static final String SECOND = "2024-03-01T10:16:00Z";

  private final MiniCluster cluster;
  private final Path local;
  private final byte[] first;
  private final byte[] second;
  private String jar = "";
  private Outcome expected = new Outcome(new TreeMap<>(), new TreeSet<>(), new TreeSet<>());

  PipelineOnClusterIT(MiniCluster cluster, @TempDir Path local) {
    this.cluster = cluster;
    this.local = local;
    Random random = Seeds.random();
    // A file of more than a megabyte is worth a mapper, where cutting by a job is asked for.
    first = sales(random, 24_000, 10);
    second = sales(random, 200, 15);
  }

  /** What a pipeline came to. */
  private record Outcome(
      SortedMap<String, String> reports, TreeSet<String> runs, TreeSet<String> engines) {
    void add(String job, Run run) {
      runs.add(
          "%s %s %s %d %d %s"
              .formatted(
                  job, run.covers(), run.digest(), run.entries(), run.buckets(), run.tally()));
      engines.addAll(run.engines().keySet());
    }
  }

  /** So many rows of the first minutes after ten. */
  private static byte[] sales(Random random, int rows, int minutes) {
    String[] items = {"hat", "Stra\u00dfe", "\u9be8", "a\tb", "caf?", "-1", "", "x\\y"};
    String[] notes = {"The", "whale", "\u039f\u0394\u039f\u03a3", "I\u0307", "?", "a-b", "  ", "0"};
    String[] amounts = {"1", "-2.50", "1e3", "9223372036854775807", "0.1", "much", "", "-0"};
    StringBuilder csv = new StringBuilder("time,item,till,amount,note\n");
    for (int i = 0; i < rows; i++) {
      csv.append("2024-03-01T10:%02d:%02dZ,".formatted(random.nextInt(minutes), random.nextInt(60)))
          .append(items[random.nextInt(items.length)])
          .append(random.nextInt(3) == 0 ? "" : random.nextInt(20))
          .append(',')
          .append(random.nextInt(4))
          .append(',')
          .append(amounts[random.nextInt(amounts.length)])
          .append(",\"")
          .append(notes[random.nextInt(notes.length)])
          .append(' ')
          .append(notes[random.nextInt(notes.length)])
          .append("\"\n");
    }
    csv.append("a broken row\n");
    byte[] bytes = csv.toString().getBytes(UTF_8);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '?') {
        bytes[i] = (byte) 0xe9; // not UTF-8
      }
    }
    return bytes;
  }

  @BeforeAll
  void inlineOnTheLocalDisk() throws IOException {
    jar =
        UserJar.of(
                local,
                "FirstByte",
                "item",
                "out.emit(new Slice().set(item.array(), item.offset(), Math.min(1, item.length())),"
                    + " item);")
            .toString();
    Mill mill = new Mill(local.resolve("mill")).declare(PIPELINE).with("millrace.engine", "inline");
    mill.drop("first.csv", first);
    assertThat(mill.run("tick", "--now", FIRST, "-libjars", jar).code()).isZero();
    mill.drop("second.csv", second);
    assertThat(mill.run("tick", "--now", SECOND, "-libjars", jar).code()).isZero();
    SortedMap<String, String> reports =
        reports(Mill.files(mill.root().resolve("whole").resolve("reports")));
    expected = Mills.state(mill, "whole", state -> outcome(state, reports));
    assertThat(expected.engines()).containsExactly("inline");
    assertThat(reports).hasSize(3 + 3 + 3 + 3 + 3 + 1 + 3 + 3 + 3);
    assertThat(reports.values()).allSatisfy(bytes -> assertThat(bytes).isNotEmpty());
  }

  private static SortedMap<String, String> reports(Map<String, String> files) {
    SortedMap<String, String> reports = new TreeMap<>(files);
    reports
        .keySet()
        .removeIf(path -> path.endsWith("/_report.json") || path.endsWith("/_changed.tsv"));
    return reports;
  }

  private static Outcome outcome(PipelineState state, SortedMap<String, String> reports) {
    Outcome outcome = new Outcome(reports, new TreeSet<>(), new TreeSet<>());
    for (Map.Entry<String, JobState> job : state.snapshot().facts().jobs().entrySet()) {
      job.getValue().roots().forEach(run -> outcome.add(job.getKey(), run));
    }
    for (Iterator<Map.Entry<String, Run>> all = state.runs().from(""); all.hasNext(); ) {
      Map.Entry<String, Run> run = all.next();
      String job = run.getKey().substring(0, run.getKey().indexOf('/'));
      outcome.add(job, run.getValue());
    }
    return outcome;
  }

  private Outcome outcome(HdfsMill mill) throws IOException {
    org.apache.hadoop.fs.Path pipeline = new org.apache.hadoop.fs.Path(mill.root(), "whole");
    SortedMap<String, String> reports =
        reports(mill.files(new org.apache.hadoop.fs.Path(pipeline, "reports")));
    return Mills.state(cluster.hdfsConf(), pipeline, state -> outcome(state, reports));
  }

  private static void assertSame(Outcome found, Outcome wanted) {
    assertThat(found.runs()).isEqualTo(wanted.runs());
    assertThat(found.reports()).containsExactlyEntriesOf(wanted.reports());
  }

  private HdfsMill mill(String name) throws IOException {
    return new HdfsMill(cluster, local.resolve(name), PIPELINE).drop("first.csv", first);
  }

  /**
   * One MapReduce job for all buckets and jobs of a tick; two ticks, the second with late records.
   */
  @ParameterizedTest
  @CsvSource({"inline, 256m", "local, 0", "uber, 256m", "yarn, 0"})
  void everyEngineGivesTheSameOnHdfs(String engine, String cutByJobAbove) throws Exception {
    HdfsMill mill =
        mill(engine)
            .with("millrace.engine", engine)
            .with("millrace.cut.job.min.bytes", cutByJobAbove);
    List<String> before = onYarn();
    for (String now : List.of(FIRST, SECOND)) {
      Mill.Ran ran = mill.run("tick", "--now", now, "-libjars", jar);
      assertThat(ran.code()).as(ran.err()).isZero();
      assertThat(ran.out()).isEmpty();
      if (now.equals(FIRST)) {
        mill.drop("second.csv", second);
      }
    }
    Outcome found = outcome(mill);
    assertSame(found, expected);
    assertThat(found.engines()).containsExactly(engine);
    List<String> jobs = onYarn();
    jobs.removeAll(before);
    assertThat(mill.files(new org.apache.hadoop.fs.Path(mill.root(), "whole/_millrace")).keySet())
        .as("the program and the jar of -libjars, once for all jobs")
        .filteredOn(file -> file.startsWith("jars/"))
        .hasSize(jobs.isEmpty() ? 0 : 2);
    switch (engine) {
      case "uber" -> assertThat(jobs).allMatch(job -> job.endsWith(" uber")).hasSize(2);
      case "yarn" -> assertThat(jobs).noneMatch(job -> job.endsWith(" uber")).hasSize(2 + 1);
      default -> assertThat(jobs).isEmpty();
    }
  }

  /** The jobs that YARN ran for Millrace, each with where its tasks ran. */
  private List<String> onYarn() throws IOException, InterruptedException {
    List<String> jobs = new ArrayList<>();
    Cluster mapReduce = new Cluster(cluster.conf());
    try {
      for (JobStatus listed : mapReduce.getAllJobStatuses()) {
        if (listed.getJobName().startsWith("millrace ")) {
          Job job = mapReduce.getJob(listed.getJobID());
          boolean uber = job != null && job.getStatus().isUber();
          jobs.add(listed.getJobID() + (uber ? " uber" : ""));
        }
      }
    } finally {
      mapReduce.close();
    }
    return jobs;
  }

  private Program hadoopJar(Path conf) throws IOException {
    HdfsMill.confDirectory(cluster, conf);
    return Program.hadoopJar(
        conf + File.pathSeparator + cluster.hadoopClassPath(), cluster.jobJar());
  }

  @Test
  void hadoopJarRunsTicksAndReportsAsAProcessOfItsOwn() throws Exception {
    HdfsMill mill = mill("jar").drop("second.csv", second);
    Program program = hadoopJar(local.resolve("jar-conf"));
    Mill.Ran tick = program.run(mill.words("tick", "--now", SECOND, "-libjars", jar));
    assertThat(tick.code()).as(tick.err()).isZero();
    assertThat(tick.out()).isEmpty();

    Mill.Ran report =
        program.run(
            mill.words(
                "report", "--job", "own", "--window", "all", "--format", "json", "-libjars", jar));
    assertThat(report.code()).as(report.err()).isZero();
    JsonNode json = new ObjectMapper().readTree(report.out());
    assertThat(json.get("engines").toString())
        .as("small buckets on YARN run within the application master")
        .isEqualTo("{\"uber\":3}");
    assertThat(json.at("/tally/records").asInt()).isEqualTo(24_200);
    Mill.Ran tsv =
        program.run(
            mill.words(
                "report", "--job", "own", "--window", "all", "--format", "tsv", "-libjars", jar));
    String wanted =
        expected.reports().get("job=own/window=all/bucket=20240301T1010Z/part-00000.tsv");
    assertThat(tsv.out())
        .as("what was late in two ticks is in time in one: the newest report is the same")
        .isEqualTo(new String(String.valueOf(wanted).getBytes(ISO_8859_1), UTF_8));
  }

  /** The job goes on without its client, and the next tick takes it up. */
  @Test
  void aTickThatIsKilledWhileItsJobRunsIsMadeGoodByTheNext() throws Exception {
    HdfsMill mill = mill("killed").with("millrace.uber.max.bytes", "0");
    List<String> before = onYarn();
    Process process =
        hadoopJar(local.resolve("killed-conf"))
            .start(mill.words("tick", "--now", FIRST, "-v", "-libjars", jar));
    StringBuilder said = new StringBuilder();
    try (BufferedReader err = process.errorReader(UTF_8)) {
      String line = err.readLine();
      while (line != null && !line.matches(".*\\(application_\\w+\\): \\d+%")) {
        said.append(line).append('\n');
        line = err.readLine();
      }
      assertThat(line).as("the job was submitted:\n" + said).isNotNull();
      process.toHandle().destroyForcibly();
      assertThat(process.waitFor()).as("killed").isEqualTo(128 + 9);
    }
    // HDFS is quicker to believe that a client is dead than the minute it takes by default.
    cluster.hdfs().setLeasePeriod(500, Duration.ofMinutes(20).toMillis());
    try {
      Mill.Ran next =
          mill.run("tick", "--now", FIRST, "-D", "millrace.lock.wait=70s", "-libjars", jar);
      assertThat(next.code()).as(next.err()).isZero();
    } finally {
      cluster
          .hdfs()
          .setLeasePeriod(HdfsConstants.LEASE_SOFTLIMIT_PERIOD, Duration.ofMinutes(20).toMillis());
    }
    List<String> jobs = onYarn();
    jobs.removeAll(before);
    assertThat(jobs).as("adopted, not repeated").hasSize(1);
    mill.drop("second.csv", second);
    Mill.Ran last =
        mill.run("tick", "--now", SECOND, "-D", "millrace.engine=inline", "-libjars", jar);
    assertThat(last.code()).as(last.err()).isZero();
    Outcome found = outcome(mill);
    assertSame(found, expected);
    assertThat(found.engines())
        .as("what is too large for the application master goes to containers")
        .contains("yarn")
        .doesNotContain("uber");
  }

  @Test
  void whatIsRefusedOnADiskIsRefusedOnHdfs() throws Exception {
    HdfsMill mill = mill("refused").with("millrace.engine", "inline");
    org.apache.hadoop.fs.Path pipeline = new org.apache.hadoop.fs.Path(mill.root(), "whole");
    try (Store store = Stores.open(cluster.hdfsConf(), pipeline);
        Closeable held = store.lock(Duration.ZERO).orElseThrow()) {
      assertThat(held).isNotNull();
      assertThat(mill.run("tick", "--now", FIRST, "-D", "millrace.lock.wait=1s", "-libjars", jar))
          .isEqualTo(
              new Mill.Ran(
                  4, "", "pipeline whole: another living attempt holds it; nothing was done\n"));
    }
    assertThat(cluster.fs().delete(mill.landing(), true)).isTrue();
    Mill.Ran ran = mill.run("tick", "--now", FIRST, "-libjars", jar);
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err())
        .isEqualTo(
            "pipeline whole: landing directory not found: "
                + mill.landing()
                + ". Create it, or correct its path in the pipeline file.\n");
    assertThat(cluster.fs().exists(mill.landing())).isFalse();
  }
}
