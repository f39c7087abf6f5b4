package millrace.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import millrace.aggregate.Count;
import millrace.aggregate.Slice;
import millrace.run.Cursor;
import millrace.run.MergeCursor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Eight sorted lists into one, half of whose keys are in several; pairs read a second. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@OperationsPerInvocation(MergeBench.RUNS * MergeBench.PAIRS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MergeBench {
  static final int RUNS = 8;
  static final int PAIRS = 50_000;

  private final List<List<Slice>> runs = new ArrayList<>();
  private final Slice one = Slice.of("1");

  public MergeBench() {
    for (int run = 0; run < RUNS; run++) {
      Random random = new Random(run);
      runs.add(
          random
              .ints(0, RUNS * PAIRS)
              .distinct()
              .limit(PAIRS)
              .sorted()
              .mapToObj(i -> Slice.of(String.format(Locale.ROOT, "/path/to/page-%07d", i)))
              .toList());
    }
  }

  @Benchmark
  public long merge() throws IOException {
    List<Cursor> cursors = new ArrayList<>();
    for (List<Slice> run : runs) {
      cursors.add(new Listed(run, one));
    }
    long bytes = 0;
    try (Cursor merged = MergeCursor.of(cursors, new Count<Object>())) {
      while (merged.next()) {
        bytes += merged.state().length();
      }
    }
    return bytes;
  }

  /** A tree that knows the keys by their strings. */
  @Benchmark
  public long mergePeer() {
    TreeMap<String, Long> merged = new TreeMap<>();
    for (List<Slice> run : runs) {
      for (Slice key : run) {
        merged.merge(key.toString(), 1L, Long::sum);
      }
    }
    long bytes = 0;
    for (Map.Entry<String, Long> entry : merged.entrySet()) {
      bytes += entry.getValue();
    }
    return bytes;
  }

  private static final class Listed implements Cursor {
    private final List<Slice> keys;
    private final Slice state;
    private final Slice key = new Slice();
    private int next;

    Listed(List<Slice> keys, Slice state) {
      this.keys = keys;
      this.state = state;
    }

    @Override
    public boolean next() {
      if (next == keys.size()) {
        return false;
      }
      key.set(keys.get(next++));
      return true;
    }

    @Override
    public Slice key() {
      return key;
    }

    @Override
    public Slice state() {
      return state;
    }

    @Override
    public void close() {}
  }
}
