package millrace.bench;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.StringTokenizer;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import millrace.aggregate.Slice;
import millrace.job.Emitter;
import millrace.job.Event;
import millrace.job.Job;
import millrace.job.JobSpec;
import millrace.job.Jobs;
import millrace.jobs.wordcount.WordCount;
import millrace.plugin.Formats;
import millrace.record.FormatSpec;
import millrace.record.RecordLimit;
import millrace.record.RecordScanner;
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

/** Lines to words; MB a second. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@OperationsPerInvocation(Input.MEGABYTES)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Tokenising {
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{Nd}]+");

  private final byte[] text = Input.text();

  @Benchmark
  public long whitespace() throws IOException {
    return split("whitespace");
  }

  /** As Hadoop's own word count has it. */
  @Benchmark
  public long whitespacePeer() throws IOException {
    long bytes = 0;
    Text line = new Text();
    Text word = new Text();
    try (LineReader lines = new LineReader(new ByteArrayInputStream(text))) {
      while (lines.readLine(line) > 0) {
        StringTokenizer words = new StringTokenizer(line.toString());
        while (words.hasMoreTokens()) {
          word.set(words.nextToken());
          bytes += word.getLength();
        }
      }
    }
    return bytes;
  }

  @Benchmark
  public long unicode() throws IOException {
    return split("unicode");
  }

  /** A regular expression over each line as a string. */
  @Benchmark
  public long unicodePeer() throws IOException {
    long bytes = 0;
    Text line = new Text();
    Text word = new Text();
    try (LineReader lines = new LineReader(new ByteArrayInputStream(text))) {
      while (lines.readLine(line) > 0) {
        Matcher words = WORD.matcher(line.toString());
        while (words.find()) {
          word.set(words.group().toLowerCase(Locale.ROOT));
          bytes += word.getLength();
        }
      }
    }
    return bytes;
  }

  private long split(String tokens) throws IOException {
    ClassLoader loader = Tokenising.class.getClassLoader();
    Job<?, ?> job =
        Jobs.create(
            new JobSpec("words", WordCount.class.getName(), Map.of("tokens", tokens)), loader);
    Bytes<Object> words = new Bytes<>();
    try (RecordScanner lines =
        Formats.of(new FormatSpec("text", Map.of()), loader)
            .scan(new ByteArrayInputStream(text), new byte[0], RecordLimit.of(1 << 20))) {
      while (lines.next()) {
        map(job, lines, words);
      }
    }
    return words.bytes;
  }

  @SuppressWarnings("unchecked") // it takes whatever is said
  private static <E> void map(Job<E, ?> job, RecordScanner lines, Bytes<?> words) {
    job.map(Event.of(lines.record(), Instant.EPOCH, "bench"), (Emitter<E>) words);
  }

  /** Counts the bytes of the keys it is told. */
  private static final class Bytes<E> implements Emitter<E> {
    private long bytes;

    @Override
    public void emit(Slice key, E event) {
      bytes += key.length();
    }

    @Override
    public void filtered() {}

    @Override
    public void rejected(String reason) {}
  }
}
