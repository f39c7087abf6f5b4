package millrace.job;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import millrace.job.Piece.Arrival;
import millrace.record.FormatSpec;
import millrace.run.Pairs;
import millrace.run.Run;
import millrace.run.RunReader;
import org.apache.hadoop.conf.Configuration;

/** A directory with pieces in it, plans over them, and the engines that run plans. */
final class Workbench {
  static final FormatSpec TEXT = new FormatSpec("text", Map.of());
  static final FormatSpec CSV = new FormatSpec("csv", Map.of());

  private final Path directory;
  private int outputs;

  Workbench(Path directory) {
    this.directory = directory;
  }

  static JobSpec wordCount(Map<String, Object> options) {
    return new JobSpec("words", "millrace.jobs.wordcount.WordCount", options);
  }

  static JobSpec field(String name, Map<String, Object> options) {
    return new JobSpec(name, "millrace.jobs.field.FieldJob", options);
  }

  Configuration configuration() {
    Configuration conf = new Configuration();
    conf.set("hadoop.tmp.dir", directory.resolve("hadoop").toString());
    conf.set("mapreduce.framework.name", "local");
    conf.set("fs.defaultFS", "file:///");
    return conf;
  }

  /** A piece with these lines; {@code records} of them are records. */
  Piece piece(String name, Arrival arrival, int records, List<String> lines) throws IOException {
    Path file = directory.resolve(name);
    Files.write(file, lines, StandardCharsets.UTF_8);
    return new Piece(uri(file), Files.size(file), records, arrival);
  }

  /** A piece of plain lines. */
  Piece text(String name, String... lines) throws IOException {
    return piece(name, Arrival.IN_TIME, lines.length, List.of(lines));
  }

  static String uri(Path file) {
    return new org.apache.hadoop.fs.Path(file.toUri()).toString();
  }

  static FoldPlan plan(FormatSpec format, int parts, List<JobSpec> jobs, Piece... pieces) {
    List<Integer> all = new ArrayList<>();
    for (int job = 0; job < jobs.size(); job++) {
      all.add(job);
    }
    var scan = new FoldPlan.Scan("bucket 20240301T1005Z", Arrays.asList(pieces), all);
    return new FoldPlan(format, jobs, List.of(scan), parts, 1 << 20);
  }

  /** A directory for output, which is not there yet. */
  Path newOutput() {
    return directory.resolve("out-" + outputs++);
  }

  List<TaskResult> inline(FoldPlan plan, Path out, long memoryBytes) throws IOException {
    return inline(plan, out, memoryBytes, 1);
  }

  /** By so many threads, however little there is to read. */
  List<TaskResult> inline(FoldPlan plan, Path out, long memoryBytes, int threads)
      throws IOException {
    Path scratch = Files.createDirectory(newOutput());
    Files.createDirectory(out);
    var engine =
        new InlineFold(
            configuration(), Workbench.class.getClassLoader(), scratch, memoryBytes, threads, 1);
    List<TaskResult> results = engine.run(plan, name -> Files.newOutputStream(out.resolve(name)));
    try (var left = Files.list(scratch)) {
      if (left.findAny().isPresent()) {
        throw new AssertionError("temporary files were left behind");
      }
    }
    return results;
  }

  /** Results and contents of a plan run inline. */
  List<TaskOutcome> inline(FoldPlan plan, long memoryBytes) throws IOException {
    Path out = newOutput();
    return outcomes(plan, inline(plan, out, memoryBytes), out);
  }

  /** The same by several threads. */
  List<TaskOutcome> inline(FoldPlan plan, long memoryBytes, int threads) throws IOException {
    Path out = newOutput();
    return outcomes(plan, inline(plan, out, memoryBytes, threads), out);
  }

  /** Results and contents of a plan run by Hadoop's LocalJobRunner. */
  List<TaskOutcome> mapReduce(FoldPlan plan, Configuration conf) throws Exception {
    Path out = newOutput();
    var job = FoldJob.prepare(conf, plan, hadoop(out), "a test", List.of("millrace-test"));
    if (!job.waitForCompletion(false)) {
      throw new AssertionError("the job failed");
    }
    return outcomes(plan, FoldJob.accept(conf, plan, hadoop(out)), out);
  }

  static org.apache.hadoop.fs.Path hadoop(Path path) {
    return new org.apache.hadoop.fs.Path(path.toUri());
  }

  /** What can be compared between engines: all but the lengths and names of files. */
  record TaskOutcome(
      int task, long entries, String digest, Account account, List<String> contents) {}

  private List<TaskOutcome> outcomes(FoldPlan plan, List<TaskResult> results, Path out)
      throws IOException {
    List<TaskOutcome> outcomes = new ArrayList<>();
    for (TaskResult result : results) {
      if (result.failure().isPresent()) {
        throw result.failure().get();
      }
      outcomes.add(
          new TaskOutcome(
              result.task().index(),
              result.entries(),
              result.digest().toString(),
              new Account(result.tally(), result.rejections(), List.of()),
              contents(plan, result, out)));
    }
    return outcomes;
  }

  /** All pairs of a task's run, sorted. */
  List<String> contents(FoldPlan plan, TaskResult result, Path out) throws IOException {
    String aggregate =
        Jobs.create(plan.jobs().get(result.task().job()), Workbench.class.getClassLoader())
            .aggregate()
            .id();
    List<String> contents = new ArrayList<>();
    for (Run.Part part : result.parts()) {
      var path = hadoop(out.resolve(part.path()));
      contents.addAll(
          Pairs.read(
              new RunReader(
                  path.getFileSystem(configuration()).open(path),
                  part.length(),
                  part.path(),
                  aggregate)));
    }
    contents.sort(null);
    return contents;
  }
}
