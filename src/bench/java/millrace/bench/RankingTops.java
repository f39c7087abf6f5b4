package millrace.bench;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import millrace.aggregate.Count;
import millrace.aggregate.Slice;
import millrace.merge.Rankable;
import millrace.merge.Ranking;
import millrace.merge.TopN;
import millrace.run.Cursor;
import millrace.run.IndexedRun;
import millrace.run.MergeCursor;
import millrace.run.RunReader;
import millrace.run.RunWriter;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The top 20 of eight runs in local files, some keys common and most rare; tops a second. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RankingTops {
  private static final int RUNS = 8;
  private static final int PAIRS = 100_000;
  private static final int MOST = 20;

  private final Count<Object> count = new Count<>();
  private final FileSystem files = new RawLocalFileSystem();
  private final List<Path> runs = new ArrayList<>();
  private Path directory = Path.of("");

  @Setup
  public void write() throws IOException {
    directory = Files.createTempDirectory("millrace-bench");
    files.initialize(directory.toUri(), new Configuration(false));
    for (int run = 0; run < RUNS; run++) {
      Path path = directory.resolve("run-" + run);
      runs.add(path);
      Random random = new Random(run);
      try (RunWriter writer =
          new RunWriter(
              new BufferedOutputStream(Files.newOutputStream(path)),
              "run",
              count,
              "bench",
              0,
              1,
              Long.MAX_VALUE)) {
        for (int i = 0; i < PAIRS; i++) {
          int key = 2 * i + random.nextInt(2); // half of the keys of one are in another
          long times = 1 + (long) (PAIRS * random.nextDouble() / (1 + key * 7919L % (2 * PAIRS)));
          writer.append(
              Slice.of(String.format(Locale.ROOT, "/path/to/page-%07d.html", key)),
              Slice.of(Long.toString(times)));
        }
      }
    }
    if (!top().equals(topPeer())) {
      throw new IllegalStateException("the tops are not the same");
    }
  }

  @TearDown
  public void delete() throws IOException {
    for (Path run : runs) {
      Files.deleteIfExists(run);
    }
    Files.deleteIfExists(directory);
  }

  private FSDataInputStream open(Path run) throws IOException {
    return files.open(new org.apache.hadoop.fs.Path(run.toUri()));
  }

  private RunReader reader(Path run) throws IOException {
    return new RunReader(open(run), Files.size(run), "run", count.id());
  }

  /** From heads, looking up what they name. */
  @Benchmark
  public List<TopN.Row> top() throws IOException {
    List<Indexed> opened = new ArrayList<>();
    try {
      for (Path run : runs) {
        opened.add(new Indexed(run));
      }
      return new Ranking<>(count, count.rankBound().orElseThrow()).top(MOST, opened);
    } finally {
      for (Indexed run : opened) {
        run.close();
      }
    }
  }

  /** From all there is. */
  @Benchmark
  public List<TopN.Row> topPeer() throws IOException {
    List<Cursor> cursors = new ArrayList<>();
    for (Path run : runs) {
      cursors.add(reader(run));
    }
    TopN best = new TopN(MOST);
    try (Cursor merged = MergeCursor.of(cursors, count)) {
      while (merged.next()) {
        best.accept(merged.key(), count.present(count.codec().decode(merged.state())));
      }
    }
    return best.rows();
  }

  /** A run of one file. */
  private final class Indexed implements Rankable, Closeable {
    private final Path path;
    private final IndexedRun file;

    Indexed(Path path) throws IOException {
      this.path = path;
      this.file = new IndexedRun(open(path), Files.size(path), "run", count.id());
    }

    @Override
    public long bytes() {
      return path.toFile().length();
    }

    @Override
    public int parts() {
      return 1;
    }

    @Override
    public Optional<IndexedRun.Ranked> head(int part) throws IOException {
      return file.head();
    }

    @Override
    public Optional<Slice> find(Slice key) throws IOException {
      return file.find(key);
    }

    @Override
    public Cursor all() throws IOException {
      return reader(path);
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
