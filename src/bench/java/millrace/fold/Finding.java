package millrace.fold;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import millrace.aggregate.Slice;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Counting keys that are known, most of them out of the processor's caches; keys a second. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@OperationsPerInvocation(Finding.EVENTS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Finding {
  static final int EVENTS = 1 << 20;
  private static final int KEYS = 300_000;

  /** How keys are written: short ones lie in their slots, long ones do not. */
  @Param({"w%06x", "/path/to/page-%06x.html"})
  public String pattern = "";

  private final Slice[] events = new Slice[EVENTS];
  private final KeyTable table = new KeyTable();
  private final Map<Text, LongWritable> map = new HashMap<>();

  @Setup
  public void fill() {
    Random random = new Random(7);
    for (int i = 0; i < EVENTS; i++) {
      int key = i < KEYS ? i : random.nextInt(KEYS);
      events[i] = Slice.of(String.format(Locale.ROOT, pattern, key));
    }
    oneByOne();
    peer();
  }

  @Benchmark
  public int oneByOne() {
    for (Slice event : events) {
      int slot = table.slotOf(event);
      table.number(slot, table.number(slot) + 1);
    }
    return table.size();
  }

  @Benchmark
  public int together() {
    for (int i = 0; i < EVENTS; i += KeyTable.TOGETHER) {
      for (int j = 0; j < KeyTable.TOGETHER; j++) {
        table.ask(events[i + j]);
      }
      table.fetch();
      for (int j = 0; j < KeyTable.TOGETHER; j++) {
        int slot = table.slotOfAsked(j);
        table.number(slot, table.number(slot) + 1);
      }
      table.forget();
    }
    return table.size();
  }

  /** A map of Hadoop's types, which needs an object to ask with. */
  @Benchmark
  public int peer() {
    Text key = new Text();
    for (Slice event : events) {
      key.set(event.array(), event.offset(), event.length());
      LongWritable count = map.get(key);
      if (count == null) {
        map.put(new Text(key), new LongWritable(1));
      } else {
        count.set(count.get() + 1);
      }
    }
    return map.size();
  }
}
