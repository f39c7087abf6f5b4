package millrace.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import millrace.aggregate.Count;
import millrace.fold.FoldInput;
import millrace.fold.FoldPiece;
import millrace.fold.FoldPlan;
import millrace.fold.InlineFold;
import millrace.fold.TaskResult;
import millrace.job.JobSpec;
import millrace.pipeline.Settings;
import millrace.record.FormatSpec;
import millrace.record.TimeSource;
import millrace.run.Run;
import millrace.run.RunBuilder;
import millrace.run.RunDigest;
import millrace.run.RunReader;
import millrace.run.Tally;
import millrace.schedule.Engine;
import millrace.schedule.LargeMergeEngine;
import millrace.store.Store;
import millrace.store.Stores;
import millrace.time.TimeRange;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** A pipeline's directory on HDFS with pieces in it, a plan over them, and engines to run it. */
final class Bench implements Closeable {
  private static final int RECORDS = 150;
  private static final String PIPELINE = "bench";

  private static final FoldInput TEXT =
      new FoldInput("bench", new FormatSpec("text", Map.of()), new TimeSource.Arrival());

  /** Where runs lie that are to be merged. */
  static final String RUNS = "in-runs";

  private final Configuration configuration;
  private final Path root;
  private final java.nio.file.Path local;
  private final Store store;

  /**
   * The bench in a directory of HDFS, which may have been set up before, by another process.
   *
   * @param local a directory for scratch, gates and jars
   */
  Bench(Configuration configuration, Path root, java.nio.file.Path local) throws IOException {
    this.configuration = new Configuration(configuration);
    this.root = root;
    this.local = local;
    this.store = Stores.open(configuration, new Path(root, PIPELINE));
    Files.createDirectories(local.resolve("gates"));
    this.configuration.set("tmpjars", jar(local).toUri().toString());
    this.configuration.set("fs.hdfs.impl", GatedHdfs.class.getName());
    this.configuration.set(GatedHdfs.GATES, gates().directory().toString());
    // A mapper for each piece.
    this.configuration.set("millrace.split.max.bytes", "1k");
  }

  Bench with(String key, String value) {
    configuration.set(key, value);
    return this;
  }

  Configuration configuration() {
    return configuration;
  }

  Path root() {
    return root;
  }

  Gates gates() {
    return new Gates(local.resolve("gates"));
  }

  Store store() {
    return store;
  }

  /** Writes so many pieces of random words. */
  Bench fill(Random random, int pieces) throws IOException {
    FileSystem fs = root.getFileSystem(configuration);
    for (int piece = 0; piece < pieces; piece++) {
      try (OutputStream out = fs.create(new Path(root, "in/piece-" + UUID.randomUUID()), false)) {
        for (int record = 0; record < RECORDS; record++) {
          out.write(("word-" + random.nextInt(60) + " b\n").getBytes(UTF_8));
        }
      }
    }
    return this;
  }

  /** Two jobs over all the pieces. */
  FoldPlan plan() throws IOException {
    List<FoldPiece> pieces = new ArrayList<>();
    for (FileStatus file : root.getFileSystem(configuration).listStatus(new Path(root, "in"))) {
      pieces.add(
          new FoldPiece(
              TEXT.name(),
              file.getPath().toString(),
              file.getLen(),
              RECORDS,
              FoldPiece.Timeliness.IN_TIME,
              List.of(new FoldPiece.TimeSpan(RECORDS, Instant.EPOCH))));
    }
    List<JobSpec> jobs =
        List.of(new JobSpec("words", "millrace.jobs.wordcount.WordCount", Map.of()), gated());
    return new FoldPlan(
        List.of(TEXT),
        jobs,
        List.of(new FoldPlan.Scan("bucket 20240301T1005Z", pieces, List.of(0, 1))),
        2,
        1 << 20);
  }

  private JobSpec gated() {
    return new JobSpec(
        "lines", GatedJob.class.getName(), Map.of("gates", gates().directory().toString()));
  }

  Engine engine(String tier) {
    return engines(tier).named(tier);
  }

  private HadoopEngines engines(String tier) {
    Configuration conf = new Configuration(configuration);
    conf.set("millrace.engine", tier);
    return new HadoopEngines(PIPELINE, Settings.read(conf), store, conf, local);
  }

  LargeMergeEngine merging() {
    return engines("yarn").merging();
  }

  /** Every file in {@link #RUNS} as a run, to be merged by the job that comes to gates. */
  LargeMergeEngine.MergeInputs runs() throws IOException {
    List<Run> runs = new ArrayList<>();
    for (Store.StoreEntry file : store.list(RUNS)) {
      String path = RUNS + "/" + file.name();
      long entries = 0;
      try (RunReader reader = new RunReader(store.open(path), file.length(), path)) {
        while (reader.next()) {
          entries++;
        }
      }
      runs.add(
          new RunBuilder(
                  file.name(),
                  new Count<>().id(),
                  new TimeRange(Instant.EPOCH, Instant.EPOCH.plusSeconds(60)))
              .contents(List.of(new Run.Part(path, file.length())), entries, RunDigest.NOTHING)
              .records(1, Tally.NOTHING)
              .build());
    }
    return new LargeMergeEngine.MergeInputs(gated(), runs, 2);
  }

  /** What can be compared between engines and attempts. */
  static List<String> outcome(List<TaskResult> results) {
    return results.stream()
        .map(
            result ->
                "%s %s %d %s %s"
                    .formatted(
                        result.task(),
                        result.failure(),
                        result.entries(),
                        result.digest(),
                        result.tally()))
        .toList();
  }

  /** What the first job of the plan must come to, whatever becomes of the other. */
  String expectedOfWords() throws IOException {
    FoldPlan all = plan();
    FoldPlan.Scan scan = all.scans().get(0);
    return expected(
            new FoldPlan(
                all.inputs(),
                all.jobs().subList(0, 1),
                List.of(new FoldPlan.Scan(scan.label(), scan.pieces(), List.of(0))),
                all.parts(),
                all.recordLimit()))
        .get(0);
  }

  /** What the plan must come to. */
  List<String> expected() throws IOException {
    return expected(plan());
  }

  private List<String> expected(FoldPlan plan) throws IOException {
    InlineFold fold =
        new InlineFold(configuration, Bench.class.getClassLoader(), local, 64 << 20, 2);
    return outcome(fold.run(plan, name -> OutputStream.nullOutputStream()));
  }

  /** What the containers need of the tests. */
  private static java.nio.file.Path jar(java.nio.file.Path directory) throws IOException {
    java.nio.file.Path jar = directory.resolve("gates.jar");
    if (!Files.exists(jar)) {
      try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
        for (Class<?> type : List.of(Gates.class, GatedJob.class, GatedHdfs.class)) {
          String name = type.getName().replace('.', '/') + ".class";
          out.putNextEntry(new JarEntry(name));
          try (InputStream in = Bench.class.getClassLoader().getResourceAsStream(name)) {
            if (in == null) {
              throw new IOException(name + " is not on the class path");
            }
            in.transferTo(out);
          }
          out.closeEntry();
        }
      }
    }
    return jar;
  }

  @Override
  public void close() throws IOException {
    gates().open();
    store.close();
  }
}
