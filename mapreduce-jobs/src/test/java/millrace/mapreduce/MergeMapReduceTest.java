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
import java.util.TreeMap;
import millrace.aggregate.Aggregate;
import millrace.aggregate.Cell;
import millrace.aggregate.Seeds;
import millrace.aggregate.Slice;
import millrace.fold.FoldException;
import millrace.fold.Workbench;
import millrace.job.JobSpec;
import millrace.job.Jobs;
import millrace.run.Cursor;
import millrace.run.MergeCursor;
import millrace.run.PartedRun;
import millrace.run.Run;
import millrace.run.RunReader;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A merge by a job is the merge in one process. */
class MergeMapReduceTest {
  private static final JobSpec WORDS =
      new JobSpec("words", "millrace.jobs.wordcount.WordCount", Map.of());
  private static final Aggregate<?, ?, List<Cell>> COUNT =
      Jobs.create(WORDS, MergeMapReduceTest.class.getClassLoader()).aggregate();

  @TempDir private Path directory;
  private Configuration conf = new Configuration();
  private final Random random = Seeds.random();

  @BeforeEach
  void setUp() {
    conf = new Workbench(directory.resolve("bench")).configuration();
  }

  /** Words and how often they were seen, in order. */
  private static final class Seen implements Cursor {
    private final List<Map.Entry<String, Integer>> all;
    private int at = -1;

    Seen(Map<String, Integer> counts) {
      all = List.copyOf(new TreeMap<>(counts).entrySet());
    }

    @Override
    public boolean next() {
      return ++at < all.size();
    }

    @Override
    public Slice key() {
      return Slice.of(all.get(at).getKey());
    }

    @Override
    public Slice state() {
      return Slice.of(String.valueOf(all.get(at).getValue()));
    }

    @Override
    public void close() {}
  }

  /** A run's files, where they are, and how many entries they hold. */
  private record Written(List<Path> files, long entries) {}

  private Written write(String name, int parts, Cursor cursor, long most) throws IOException {
    Path home = Files.createDirectories(directory.resolve(name));
    PartedRun run =
        new PartedRun(
            parts,
            part -> "part-" + part,
            file -> Files.newOutputStream(home.resolve(file)),
            COUNT,
            "words");
    try (run) {
      run.appendAll(cursor, most);
    }
    return new Written(
        run.written().stream().map(part -> home.resolve(part.path())).toList(), run.entries());
  }

  private Written randomRun(String name, int parts, int keys) throws IOException {
    Map<String, Integer> counts = new TreeMap<>();
    for (int i = 0; i < keys; i++) {
      counts.put("w" + random.nextInt(5_000), 1 + random.nextInt(1_000));
    }
    return write(name, parts, new Seen(counts), counts.size());
  }

  private static RunReader open(Path file) throws IOException {
    return new RunReader(Files.newInputStream(file), Files.size(file), file.toString(), COUNT.id());
  }

  private static MergeJobPlan plan(int parts, List<Written> runs) throws IOException {
    List<MergeJobPlan.MergeInput> inputs = new ArrayList<>();
    long entries = 0;
    for (Written run : runs) {
      entries += run.entries;
      for (Path file : run.files) {
        try (RunReader reader = open(file)) {
          inputs.add(
              new MergeJobPlan.MergeInput(
                  file.toUri().toString(), Files.size(file), reader.part(), reader.parts()));
        }
      }
    }
    return new MergeJobPlan(WORDS, parts, inputs, entries);
  }

  private Written inProcess(String name, int parts, List<Written> runs) throws IOException {
    List<Cursor> cursors = new ArrayList<>();
    long most = 0;
    for (Written run : runs) {
      most += run.entries;
      for (Path file : run.files) {
        cursors.add(open(file));
      }
    }
    try (Cursor all = MergeCursor.of(cursors, COUNT)) {
      return write(name, parts, all, most);
    }
  }

  @Test
  void itWritesTheSameFilesAsOneProcessFromRunsOfAnyNumbersOfParts() throws Exception {
    List<Written> runs =
        List.of(
            randomRun("one", 1, 800),
            randomRun("two", 2, 1_500),
            randomRun("eight", 8, 3_000),
            randomRun("sparse", 8, 3),
            randomRun("empty", 4, 0));
    for (int parts : List.of(1, 4, 16)) {
      MergeJobPlan plan = plan(parts, runs);
      Path out = directory.resolve("out-" + parts);
      var job =
          MergeMapReduce.prepare(
              conf, plan, Workbench.hadoop(out), "merges", List.of("millrace-test"));
      assertThat(job.waitForCompletion(false)).isTrue();
      MergeMapReduce.Merged merged = MergeMapReduce.accept(conf, plan, Workbench.hadoop(out));

      Written wanted = inProcess("wanted-" + parts, parts, runs);
      assertThat(merged.entries()).isEqualTo(wanted.entries);
      assertThat(merged.parts()).hasSameSizeAs(wanted.files);
      for (int i = 0; i < wanted.files.size(); i++) {
        Run.Part part = merged.parts().get(i);
        assertThat(out.resolve(part.path())).hasSameBinaryContentAs(wanted.files.get(i));
        assertThat(part.length()).isEqualTo(Files.size(wanted.files.get(i)));
      }
    }
  }

  @Test
  void itIsAcceptedOnlyIfEveryEntryWasRead() throws Exception {
    List<Written> runs = List.of(randomRun("a", 2, 500), randomRun("b", 4, 500));
    MergeJobPlan whole = plan(4, runs);
    MergeJobPlan torn =
        new MergeJobPlan(
            WORDS, 4, whole.inputs().subList(1, whole.inputs().size()), whole.entries());
    Path out = directory.resolve("out");
    var job = MergeMapReduce.prepare(conf, torn, Workbench.hadoop(out), "merges", List.of("a"));
    assertThat(job.waitForCompletion(false)).isTrue();
    assertThatThrownBy(() -> MergeMapReduce.accept(conf, torn, Workbench.hadoop(out)))
        .isInstanceOf(FoldException.class)
        .hasMessageContaining("entries were read, the runs hold " + whole.entries());

    Files.delete(out.resolve("merged-part-00002.json"));
    assertThatThrownBy(() -> MergeMapReduce.accept(conf, torn, Workbench.hadoop(out)))
        .isInstanceOf(FoldException.class)
        .hasMessageContaining("the summary of part 2 of 4 is missing");
  }

  @Test
  void aFileThatIsNoneOfItsAggregateFailsTheJobAndIsNamed() throws Exception {
    Written run = randomRun("a", 2, 500);
    Path other = directory.resolve("other");
    Files.writeString(other, "not a run\n");
    MergeJobPlan plan =
        new MergeJobPlan(
            WORDS,
            2,
            List.of(
                plan(2, List.of(run)).inputs().get(0),
                new MergeJobPlan.MergeInput(other.toUri().toString(), 10, 0, 2)),
            run.entries);
    Path out = directory.resolve("out");
    var job = MergeMapReduce.prepare(conf, plan, Workbench.hadoop(out), "merges", List.of("a"));
    assertThat(job.waitForCompletion(false)).isFalse();
    assertThat(FoldMapReduce.failure(conf, Workbench.hadoop(out)))
        .hasValueSatisfying(why -> assertThat(why).contains(other.toString()));
  }
}
