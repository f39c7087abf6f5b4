package millrace.fold;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import millrace.fold.FoldPiece.TimeSpan;
import millrace.fold.FoldPiece.Timeliness;
import millrace.job.JobSpec;
import millrace.job.Jobs;
import millrace.mapreduce.FoldMapReduce;
import millrace.mapreduce.JobLimits;
import millrace.record.FormatSpec;
import millrace.record.TimeSource;
import millrace.run.Pairs;
import millrace.run.Run;
import millrace.run.RunReader;
import org.apache.hadoop.conf.Configuration;

/** A directory with pieces in it, plans over them, and the engines that run plans. */
public final class Workbench {
  public static final FormatSpec TEXT = new FormatSpec("text", Map.of());
  public static final FormatSpec CSV = new FormatSpec("csv", Map.of());

  /** When all records of a piece happened, where nothing else is said. */
  private static final Instant TIME = Instant.parse("2024-03-01T10:05:00Z");

  public static final long SPLIT_BYTES = 128L << 20;
  public static final long MEMORY_BYTES = 64L << 20;
  public static final long SMALL_JOB_BYTES = 64L << 20;

  private final Path directory;
  private int outputs;

  public Workbench(Path directory) {
    this.directory = directory;
  }

  public static JobSpec wordCount(Map<String, Object> options) {
    return new JobSpec("words", "millrace.jobs.wordcount.WordCount", options);
  }

  public static JobSpec field(String name, Map<String, Object> options) {
    return new JobSpec(name, "millrace.jobs.field.FieldJob", options);
  }

  public Configuration configuration() {
    Configuration conf = new Configuration();
    conf.set("hadoop.tmp.dir", directory.resolve("hadoop").toString());
    conf.set("mapreduce.framework.name", "local");
    conf.set("fs.defaultFS", "file:///");
    new JobLimits(SPLIT_BYTES, MEMORY_BYTES, SMALL_JOB_BYTES).write(conf);
    return conf;
  }

  /** A piece with these lines; {@code records} of them are records. */
  public FoldPiece piece(String name, Timeliness arrival, int records, List<String> lines)
      throws IOException {
    Path file = directory.resolve(name);
    Files.write(file, lines, StandardCharsets.UTF_8);
    return piece(uri(file), Files.size(file), records, arrival);
  }

  /** A piece that need not be there. */
  public static FoldPiece piece(String uri, long length, long records, Timeliness timeliness) {
    return new FoldPiece(
        "landing", uri, length, records, timeliness, List.of(new TimeSpan(records, TIME)));
  }

  /** A piece that is said to hold one record more than it does. */
  public static FoldPiece withOneMore(FoldPiece piece) {
    return piece(piece.uri(), piece.length(), piece.records() + 1, piece.timeliness());
  }

  /** The one input that pieces of this format came from, whose records have the time of a tick. */
  public static List<FoldInput> inputs(FormatSpec format) {
    return List.of(new FoldInput("landing", format, new TimeSource.Arrival()));
  }

  /** A piece of plain lines. */
  public FoldPiece text(String name, String... lines) throws IOException {
    return piece(name, Timeliness.IN_TIME, lines.length, List.of(lines));
  }

  static String uri(Path file) {
    return new org.apache.hadoop.fs.Path(file.toUri()).toString();
  }

  public static FoldPlan plan(
      FormatSpec format, int parts, List<JobSpec> jobs, FoldPiece... pieces) {
    List<Integer> all = new ArrayList<>();
    for (int job = 0; job < jobs.size(); job++) {
      all.add(job);
    }
    var scan = new FoldPlan.Scan("bucket 20240301T1005Z", Arrays.asList(pieces), all);
    return new FoldPlan(inputs(format), jobs, List.of(scan), parts, 1 << 20);
  }

  /** A directory for output, which is not there yet. */
  public Path newOutput() {
    return directory.resolve("out-" + outputs++);
  }

  public List<TaskResult> inline(FoldPlan plan, Path out, long memoryBytes) throws IOException {
    return inline(plan, out, memoryBytes, 1);
  }

  /** By so many threads, however little there is to read. */
  public List<TaskResult> inline(FoldPlan plan, Path out, long memoryBytes, int threads)
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
  public List<TaskOutcome> inline(FoldPlan plan, long memoryBytes) throws IOException {
    Path out = newOutput();
    return outcomes(plan, inline(plan, out, memoryBytes), out);
  }

  /** The same by several threads. */
  public List<TaskOutcome> inline(FoldPlan plan, long memoryBytes, int threads) throws IOException {
    Path out = newOutput();
    return outcomes(plan, inline(plan, out, memoryBytes, threads), out);
  }

  /** Results and contents of a plan run by Hadoop's LocalJobRunner. */
  public List<TaskOutcome> mapReduce(FoldPlan plan, Configuration conf) throws Exception {
    Path out = newOutput();
    var job = FoldMapReduce.prepare(conf, plan, hadoop(out), "a test", List.of("millrace-test"));
    if (!job.waitForCompletion(false)) {
      throw new AssertionError("the job failed");
    }
    return outcomes(plan, FoldMapReduce.accept(conf, plan, hadoop(out)), out);
  }

  public static org.apache.hadoop.fs.Path hadoop(Path path) {
    return new org.apache.hadoop.fs.Path(path.toUri());
  }

  /** What can be compared between engines: all but the lengths and names of files. */
  public record TaskOutcome(
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
