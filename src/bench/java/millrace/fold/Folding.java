package millrace.fold;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.StringTokenizer;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import millrace.bench.Input;
import millrace.job.JobSpec;
import millrace.job.Jobs;
import millrace.jobs.field.FieldJob;
import millrace.jobs.wordcount.WordCount;
import millrace.plugin.Formats;
import millrace.record.FormatSpec;
import millrace.record.RecordLimit;
import millrace.record.RecordScanner;
import millrace.run.Cursor;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.util.LineReader;
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

/** Lines to sorted word counts, and to sorted sums by key, in memory; MB of lines a second. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@OperationsPerInvocation(Input.MEGABYTES)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Folding {
  private static final ClassLoader LOADER = Folding.class.getClassLoader();

  private final byte[] text = Input.text();
  private final byte[] csv = Input.csv();

  @Benchmark
  public long fold() throws IOException {
    return fold(StateBuilder.of(new WordCount()), "text", text);
  }

  /** Whole numbers. */
  @Benchmark
  public long sum() throws IOException {
    Map<String, Object> options = Map.of("op", "sum", "key", "key", "value", "amount");
    return fold(
        StateBuilder.of(
            Jobs.create(new JobSpec("sums", FieldJob.class.getName(), options), LOADER)),
        "csv",
        csv);
  }

  private static long fold(StateBuilder<?, ?> folder, String format, byte[] input)
      throws IOException {
    try (RecordScanner lines =
        Formats.of(new FormatSpec(format, Map.of()), LOADER)
            .scan(new ByteArrayInputStream(input), new byte[0], RecordLimit.of(1 << 20))) {
      PieceEvent event = new PieceEvent("bench", record -> Instant.EPOCH);
      while (lines.next()) {
        event.moveTo(lines.record());
        folder.fold(event, FoldPiece.Timeliness.IN_TIME, lines.offset());
      }
    }
    long bytes = 0;
    try (Cursor counts = folder.drain()) {
      while (counts.next()) {
        bytes += counts.key().length() + counts.state().length();
      }
    }
    return bytes;
  }

  /** A mapper that adds up in memory, as people write it where no field has a comma in it. */
  @Benchmark
  public long sumPeer() throws IOException {
    Map<String, long[]> sums = new HashMap<>();
    Text line = new Text();
    try (LineReader lines = new LineReader(new ByteArrayInputStream(csv))) {
      lines.readLine(line); // the names of the fields
      while (lines.readLine(line) > 0) {
        String[] fields = line.toString().split(",", 4);
        sums.computeIfAbsent(fields[1], any -> new long[1])[0] += Long.parseLong(fields[2]);
      }
    }
    long bytes = 0;
    for (Map.Entry<String, long[]> entry : new TreeMap<>(sums).entrySet()) {
      bytes += entry.getKey().length() + Long.toString(entry.getValue()[0]).length();
    }
    return bytes;
  }

  /** A mapper that counts in memory, as people write it with strings. */
  @Benchmark
  public long foldPeerStrings() throws IOException {
    Map<String, Long> counts = new HashMap<>();
    Text line = new Text();
    try (LineReader lines = new LineReader(new ByteArrayInputStream(text))) {
      while (lines.readLine(line) > 0) {
        StringTokenizer words = new StringTokenizer(line.toString());
        while (words.hasMoreTokens()) {
          counts.merge(words.nextToken(), 1L, Long::sum);
        }
      }
    }
    long bytes = 0;
    for (Map.Entry<String, Long> entry : new TreeMap<>(counts).entrySet()) {
      bytes += entry.getKey().length() + entry.getValue().toString().length();
    }
    return bytes;
  }

  /** The same with Hadoop's types. */
  @Benchmark
  public long foldPeerTexts() throws IOException {
    Map<Text, LongWritable> counts = new HashMap<>();
    Text line = new Text();
    Text word = new Text();
    try (LineReader lines = new LineReader(new ByteArrayInputStream(text))) {
      while (lines.readLine(line) > 0) {
        StringTokenizer words = new StringTokenizer(line.toString());
        while (words.hasMoreTokens()) {
          word.set(words.nextToken());
          LongWritable count = counts.get(word);
          if (count == null) {
            counts.put(new Text(word), new LongWritable(1));
          } else {
            count.set(count.get() + 1);
          }
        }
      }
    }
    long bytes = 0;
    for (Map.Entry<Text, LongWritable> entry : new TreeMap<>(counts).entrySet()) {
      bytes += entry.getKey().getLength() + entry.getValue().toString().length();
    }
    return bytes;
  }
}
