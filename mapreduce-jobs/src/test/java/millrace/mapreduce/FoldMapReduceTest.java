package millrace.mapreduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import millrace.aggregate.Seeds;
import millrace.fold.FoldException;
import millrace.fold.FoldPiece;
import millrace.fold.FoldPiece.Timeliness;
import millrace.fold.FoldPlan;
import millrace.fold.TaskResult;
import millrace.fold.Workbench;
import millrace.fold.Workbench.TaskOutcome;
import millrace.job.BrokenJobs;
import millrace.job.JobSpec;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Folds as MapReduce jobs in Hadoop's LocalJobRunner: the same results as inline. */
final class FoldMapReduceTest {
  private static final long PLENTY = 64 << 20;
  private static final JobSpec WORDS = Workbench.wordCount(Map.of());

  @TempDir Path directory;
  private Workbench bench = new Workbench(Path.of(""));

  @BeforeEach
  void clean() {
    bench = new Workbench(directory);
  }

  @Test
  void aMapperTakesNoMoreMemoryThanAQuarterOfItsHeap() {
    assertThat(new JobLimits(1, 1 << 20, 0).memoryWithinHeap()).isEqualTo(1 << 20);
    assertThat(new JobLimits(1, Long.MAX_VALUE, 0).memoryWithinHeap())
        .isEqualTo(Runtime.getRuntime().maxMemory() / 4);
  }

  private FoldPiece randomPiece(String name, Timeliness arrival, Random random) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("client,text,bytes");
    String[] words = {
      "The", "whale", "Straße", "ΟΔΟΣ", "İstanbul", "鯨", "${user.name}", "a-b", "", "0"
    };
    String[] numbers = {
      "1", "-2.50", "1e30", "9223372036854775807", "", "1,5", "NaN", "0.1", "007"
    };
    int records = 50 + random.nextInt(100);
    for (int i = 0; i < records; i++) {
      String client = random.nextInt(10) == 0 ? "" : "c" + random.nextInt(12);
      String text = words[random.nextInt(10)] + " " + words[random.nextInt(10)];
      if (random.nextInt(8) == 0) {
        text = "${user.name}";
      }
      lines.add(client + "," + text + ",\"" + numbers[random.nextInt(numbers.length)] + "\"");
    }
    return bench.piece(name, arrival, records, lines);
  }

  private static List<JobSpec> everyBuiltInJob() {
    List<JobSpec> jobs = new ArrayList<>();
    jobs.add(Workbench.field("clients", Map.of("op", "count", "key", "client")));
    jobs.add(Workbench.field("pairs", Map.of("op", "count", "key", List.of("client", "text"))));
    jobs.add(
        Workbench.field(
            "users",
            Map.of("op", "count", "key", "client", "where", Map.of("text", "${user.name}"))));
    for (String op : List.of("sum", "min", "max", "mean")) {
      jobs.add(Workbench.field(op, Map.of("op", op, "key", "client", "value", "bytes")));
    }
    for (String tokens : List.of("whitespace", "unicode")) {
      jobs.add(Workbench.wordCount(Map.of("field", "text", "tokens", tokens)));
    }
    return jobs;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void everyBuiltInJobGivesTheSameInlineAndAsMapReduce(int parts) throws Exception {
    Random random = Seeds.random();
    List<JobSpec> jobs = everyBuiltInJob();
    List<FoldPlan.Scan> scans =
        List.of(
            new FoldPlan.Scan(
                "bucket A",
                List.of(
                    randomPiece("a1", Timeliness.IN_TIME, random),
                    randomPiece("a 2%", Timeliness.LATE, random),
                    randomPiece("a3", Timeliness.IN_TIME, random)),
                List.of(0, 1, 2, 3, 4, 5, 6, 7, 8)),
            new FoldPlan.Scan(
                "bucket B", List.of(randomPiece("b", Timeliness.LATE, random)), List.of(8, 0)),
            new FoldPlan.Scan("bucket C", List.of(), List.of(1)));
    FoldPlan plan = new FoldPlan(Workbench.inputs(Workbench.CSV), jobs, scans, parts, 1 << 16);
    List<TaskOutcome> inline = bench.inline(plan, PLENTY);
    Configuration conf = bench.configuration();
    long splitBytes = scans.get(0).pieces().get(0).length() + 10;
    new JobLimits(splitBytes, 20_000, Workbench.SMALL_JOB_BYTES).write(conf);
    assertThat(bench.mapReduce(plan, conf)).isEqualTo(inline);

    assertThat(inline).hasSize(12);
    assertThat(inline.get(2).account().tally().filtered()).isPositive();
    assertThat(inline.get(3).account().tally().rejected()).isPositive();
    assertThat(inline.get(3).account().rejections())
        .contains("bytes: not a number: \"1,5\"", "empty value of bytes");
  }

  @Test
  void theDigestDoesNotDependOnTheNumberOfParts() throws Exception {
    FoldPiece piece = randomPiece("p", Timeliness.IN_TIME, Seeds.random());
    List<JobSpec> jobs = everyBuiltInJob();
    List<TaskOutcome> one = bench.inline(Workbench.plan(Workbench.CSV, 1, jobs, piece), PLENTY);
    assertThat(bench.inline(Workbench.plan(Workbench.CSV, 8, jobs, piece), PLENTY)).isEqualTo(one);
  }

  @Test
  void aJobThatFailsTakesOnlyItselfAlong() throws Exception {
    for (Class<?> broken :
        List.of(
            BrokenJobs.Exploding.class, BrokenJobs.Unreadable.class, BrokenJobs.Stillborn.class)) {
      for (int parts : List.of(1, 4)) {
        FoldPiece one = bench.text("p", "a", "b", "a", "boom", "c");
        FoldPiece other = bench.text("q", "a", "c");
        FoldPlan plan =
            Workbench.plan(
                Workbench.TEXT, parts, List.of(BrokenJobs.spec(broken), WORDS), one, other);
        List<TaskOutcome> sound =
            bench.inline(Workbench.plan(Workbench.TEXT, 1, List.of(WORDS), one, other), PLENTY);
        Configuration conf = bench.configuration();
        int splitBytes = 1; // a mapper for each piece
        new JobLimits(splitBytes, Workbench.MEMORY_BYTES, Workbench.SMALL_JOB_BYTES).write(conf);
        Path out = bench.newOutput();
        var job = FoldMapReduce.prepare(conf, plan, Workbench.hadoop(out), "fails", List.of());
        assertThat(job.waitForCompletion(false)).isTrue();
        List<TaskResult> accepted = FoldMapReduce.accept(conf, plan, Workbench.hadoop(out));
        assertThat(accepted.get(0).failure())
            .hasValueSatisfying(it -> assertThat(it).hasMessageContaining(broken.getSimpleName()));
        assertThat(accepted.get(0).parts()).isEmpty();
        assertThat(accepted.get(1).failure()).isEmpty();
        assertThat(accepted.get(1).digest().toString()).isEqualTo(sound.get(0).digest());
      }
    }
  }

  /** One mapper reads both pieces. */
  @Test
  void theRecordAnAggregateFailedOnIsTheSameInlineAndAsMapReduce() throws Exception {
    FoldPiece one = bench.text("p", "a", "b", "a", "c");
    FoldPiece other = bench.text("q", "b", "a", "c");
    FoldPlan plan =
        Workbench.plan(
            Workbench.TEXT, 1, List.of(BrokenJobs.spec(BrokenJobs.Limited.class)), one, other);
    TaskResult inline = bench.inline(plan, bench.newOutput(), PLENTY).get(0);
    Path out = bench.newOutput();
    Configuration conf = bench.configuration();
    var job = FoldMapReduce.prepare(conf, plan, Workbench.hadoop(out), "fails", List.of());
    assertThat(job.waitForCompletion(false)).isTrue();
    TaskResult accepted = FoldMapReduce.accept(conf, plan, Workbench.hadoop(out)).get(0);
    assertThat(accepted.failure())
        .hasValueSatisfying(
            it ->
                assertThat(it)
                    .hasMessage(inline.failure().orElseThrow().getMessage())
                    .hasMessageContaining(other.uri() + ", byte 2: "));
  }

  /** Nobody knows whose fault that is. */
  @Test
  void aPieceThatCannotBeReadFailsTheWholeMapReduceJob() throws Exception {
    FoldPiece piece = bench.text("p", "a", "b");
    FoldPlan plan = Workbench.plan(Workbench.TEXT, 1, List.of(WORDS), Workbench.withOneMore(piece));
    Path out = bench.newOutput();
    Configuration conf = bench.configuration();
    var job = FoldMapReduce.prepare(conf, plan, Workbench.hadoop(out), "fails", List.of());
    assertThat(job.waitForCompletion(false)).isFalse();
    assertThatThrownBy(() -> FoldMapReduce.accept(conf, plan, Workbench.hadoop(out)))
        .isInstanceOf(FoldException.class)
        .hasMessageStartingWith("output " + Workbench.hadoop(out) + ": ");
  }

  @Test
  void outputIsAcceptedOnlyWhole() throws Exception {
    FoldPlan plan =
        Workbench.plan(Workbench.TEXT, 2, List.of(WORDS), bench.text("p", "a b c d", "e"));
    Configuration conf = bench.configuration();
    Path out = bench.newOutput();
    var job = FoldMapReduce.prepare(conf, plan, Workbench.hadoop(out), "words", List.of("a", "b"));
    assertThat(job.waitForCompletion(false)).isTrue();
    List<TaskResult> accepted = FoldMapReduce.accept(conf, plan, Workbench.hadoop(out));
    assertThat(accepted.get(0).entries()).isEqualTo(5);
    assertThat(accepted.get(0).parts())
        .extracting(part -> part.path())
        .containsExactly(
            "task-00000-part-00000-of-00002.run", "task-00000-part-00001-of-00002.run");

    Path stray = Files.createFile(out.resolve("stray.run"));
    assertRefused(conf, plan, out, "files that no summary names: [stray.run]");
    Files.delete(stray);

    FoldPiece more = Workbench.piece("p", 1, 3, Timeliness.IN_TIME);
    assertRefused(
        conf,
        Workbench.plan(Workbench.TEXT, 2, List.of(WORDS), more),
        out,
        "2 records were read, its pieces hold 3");

    Path run = out.resolve(accepted.get(0).parts().get(0).path());
    byte[] bytes = Files.readAllBytes(run);
    Files.delete(out.resolve("." + run.getFileName() + ".crc"));
    Files.write(run, new byte[] {1});
    assertRefused(conf, plan, out, "has 1 bytes, was written with " + bytes.length + " bytes");
    Files.delete(run);
    assertRefused(conf, plan, out, "has no file, was written with ");
    Files.write(run, bytes);
    assertThat(FoldMapReduce.accept(conf, plan, Workbench.hadoop(out))).isEqualTo(accepted);

    Files.move(out.resolve("summary-part-00001.json"), directory.resolve("away"));
    assertRefused(conf, plan, out, "the summary of part 1 of 2 is missing");
    Files.move(directory.resolve("away"), out.resolve("summary-part-00001.json"));
    Files.delete(out.resolve("_SUCCESS"));
    assertRefused(conf, plan, out, "is not committed, _SUCCESS is missing");
  }

  private static void assertRefused(Configuration conf, FoldPlan plan, Path out, String reason) {
    assertThatThrownBy(() -> FoldMapReduce.accept(conf, plan, Workbench.hadoop(out)))
        .isInstanceOf(FoldException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void aJobWhoseClientSetNoLimitsIsRefused() throws IOException {
    FoldPlan plan = Workbench.plan(Workbench.TEXT, 1, List.of(WORDS), bench.text("p", "a"));
    var conf = new Configuration(false);
    Path out = bench.newOutput();
    assertThatThrownBy(
            () -> FoldMapReduce.prepare(conf, plan, Workbench.hadoop(out), "words", List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("millrace.job.limits");

    new JobLimits(1, 2, 3).write(conf);
    assertThat(JobLimits.of(conf)).isEqualTo(new JobLimits(1, 2, 3));
  }

  @Test
  void theJobSuitsSmallWorkUnlessSomebodyKnowsBetter() throws IOException {
    FoldPlan plan = Workbench.plan(Workbench.TEXT, 4, List.of(WORDS), bench.text("p", "a"));
    Configuration conf = bench.configuration();
    conf.set("mapreduce.client.completion.pollinterval", "700");
    conf.set("mapreduce.fileoutputcommitter.algorithm.version", "2");
    conf.set("mapreduce.job.jar", "millrace.jar");
    Configuration settings =
        FoldMapReduce.prepare(
                conf, plan, Workbench.hadoop(bench.newOutput()), "words", List.of("A tag", "b"))
            .getConfiguration();
    assertThat(settings.get("mapreduce.client.completion.pollinterval")).isEqualTo("700");
    assertThat(settings.get("yarn.app.mapreduce.am.scheduler.heartbeat.interval-ms"))
        .isEqualTo("100");
    assertThat(settings.get("mapreduce.fileoutputcommitter.algorithm.version")).isEqualTo("1");
    assertThat(settings.get("mapreduce.job.reduces")).isEqualTo("4");
    assertThat(settings.get("mapreduce.job.tags")).isEqualTo("A tag,b");
    assertThat(settings.get("mapreduce.job.jar")).isEqualTo("millrace.jar");
  }
}
