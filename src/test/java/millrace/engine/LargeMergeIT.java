package millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import millrace.aggregate.Aggregate;
import millrace.aggregate.Cell;
import millrace.aggregate.Seeds;
import millrace.aggregate.Slice;
import millrace.cluster.MiniCluster;
import millrace.job.JobSpec;
import millrace.job.Jobs;
import millrace.mapreduce.MergeMapReduce;
import millrace.pipeline.Settings;
import millrace.run.Cursor;
import millrace.run.MergeCursor;
import millrace.run.PartedRun;
import millrace.run.Run;
import millrace.run.RunBuilder;
import millrace.run.RunReader;
import millrace.run.Tally;
import millrace.schedule.LargeMergeEngine;
import millrace.schedule.TickLog;
import millrace.store.Store;
import millrace.store.Stores;
import millrace.time.TimeRange;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A merge as a job on YARN, on HDFS. */
@ExtendWith(MiniCluster.Shared.class)
@Timeout(value = 4, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LargeMergeIT {
  private static final JobSpec WORDS =
      new JobSpec("words", "millrace.jobs.wordcount.WordCount", Map.of());
  private static final Aggregate<?, ?, List<Cell>> COUNT =
      Jobs.create(WORDS, LargeMergeIT.class.getClassLoader()).aggregate();

  private static final TickLog QUIET = TickLog.quiet();

  private final MiniCluster cluster;
  private final Configuration conf;
  private final Store store;
  @TempDir private Path local;

  LargeMergeIT(MiniCluster cluster) throws IOException {
    this.cluster = cluster;
    this.conf = cluster.conf();
    this.store = Stores.open(conf, new org.apache.hadoop.fs.Path(cluster.newDirectory(), "p"));
  }

  /** Each of so many random words once. */
  private static final class Once implements Cursor {
    private final List<String> words;
    private int at = -1;

    Once(int count) {
      Random random = Seeds.random();
      TreeSet<String> all = new TreeSet<>();
      while (all.size() < count) {
        all.add("w" + random.nextInt(2 * count));
      }
      words = List.copyOf(all);
    }

    @Override
    public boolean next() {
      return ++at < words.size();
    }

    @Override
    public Slice key() {
      return Slice.of(words.get(at));
    }

    @Override
    public Slice state() {
      return Slice.of("1");
    }

    @Override
    public void close() {}
  }

  private Run write(String directory, int parts, Cursor cursor) throws IOException {
    return write(store, directory, parts, cursor);
  }

  private static Run write(Store store, String directory, int parts, Cursor cursor)
      throws IOException {
    PartedRun run =
        new PartedRun(parts, part -> directory + "/part-" + part, store::create, COUNT, "words");
    try (run) {
      run.appendAll(cursor);
    }
    return new RunBuilder(
            directory, COUNT.id(), new TimeRange(Instant.EPOCH, Instant.EPOCH.plusSeconds(60)))
        .contents(run.written(), run.entries(), run.digest())
        .records(1, Tally.NOTHING)
        .build();
  }

  private static Run inThisProcess(Store store, List<Run> runs) throws IOException {
    List<Cursor> cursors = new ArrayList<>();
    for (Run run : runs) {
      for (Run.Part part : run.parts()) {
        cursors.add(new RunReader(store.open(part.path()), part.length(), part.path(), COUNT.id()));
      }
    }
    try (Cursor all = MergeCursor.of(cursors, COUNT)) {
      return write(store, "wanted", 4, all);
    }
  }

  private String bytes(String path) throws IOException {
    try (var in = store.open(path)) {
      return HexFormat.of().formatHex(in.readAllBytes());
    }
  }

  @Test
  void itWritesTheSameFilesAsThisProcess() throws IOException {
    conf.set("millrace.merge.job.min.bytes", "0");
    HadoopEngines engines = new HadoopEngines("p", Settings.read(conf), store, conf, local);
    List<Run> runs =
        List.of(
            write("a", 2, new Once(3_000)),
            write("b", 8, new Once(5_000)),
            write("c", 1, new Once(100)));
    Run wanted = inThisProcess(store, runs);
    String directory = "_millrace/attempts/17-a/run-words-20240301T1000Z-18-m0";
    MergeMapReduce.Merged merged =
        engines.merging().merge(new LargeMergeEngine.MergeInputs(WORDS, runs, 4), directory, QUIET);
    assertThat(merged.entries()).isEqualTo(wanted.entries());
    assertThat(merged.digest()).hasToString(wanted.digest());
    assertThat(merged.parts()).hasSize(4);
    for (int part = 0; part < 4; part++) {
      assertThat(bytes(directory + "/" + merged.parts().get(part).path()))
          .isEqualTo(bytes(wanted.parts().get(part).path()));
    }
    assertThat(engines.isLargeMerge(1, 4)).isTrue();
    assertThat(engines.isLargeMerge(1, 1)).as("one part is not worth a job").isFalse();
    conf.unset("millrace.merge.job.min.bytes");
    assertThat(
            new HadoopEngines("p", Settings.read(conf), store, conf, local)
                .isLargeMerge(100_000, 4))
        .as("nor are some kilobytes")
        .isFalse();
  }

  @Test
  void aMergeWhoseClientWasKilledIsAdoptedAndNotRepeated() throws Exception {
    String directory = "_millrace/work/17-" + UUID.randomUUID() + "/merge";
    try (Bench bench = new Bench(conf, cluster.newDirectory(), local)) {
      for (int run = 0; run < 3; run++) {
        String name = Bench.RUNS + "/run-" + run;
        PartedRun one = new PartedRun(1, part -> name, bench.store()::create, COUNT, "lines");
        try (one) {
          one.appendAll(new Once(300));
        }
      }
      LargeMergeEngine.MergeInputs runs = bench.runs();
      Run wanted = inThisProcess(bench.store(), runs.inputs());
      bench.gates().hold("states");
      Process client = DyingClient.start(bench, local, DyingClient.MERGE, directory);
      try {
        bench.gates().awaitArrival("states");
      } finally {
        client.destroyForcibly().waitFor();
      }
      assertThat(client.exitValue()).as("it was killed, it did not end").isEqualTo(128 + 9);
      bench.gates().open();
      MergeMapReduce.Merged merged = bench.merging().adopt(runs, directory, QUIET).orElseThrow();
      assertThat(merged.entries()).isEqualTo(wanted.entries());
      assertThat(merged.digest()).hasToString(wanted.digest());
      assertThat(bench.merging().adopt(runs, directory, QUIET)).as("and again").contains(merged);
      try (Applications applications = Applications.of(conf)) {
        assertThat(applications.tagged(Tags.of(bench.store()).of(directory))).hasSize(1);
      }
    }
  }
}
