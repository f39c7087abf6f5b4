package millrace.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import millrace.plugin.Formats;
import millrace.record.FormatSpec;
import millrace.record.RecordFormat;
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

/** Bytes to records, and one field of each; MB a second. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@OperationsPerInvocation(Input.MEGABYTES)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Parsing {
  private static final Pattern COMBINED =
      Pattern.compile(
          "^(\\S+) (\\S+) (\\S+) \\[([^]]+)] \"(\\S+) (\\S+) ([^\"]*)\" (\\d+) (\\d+|-) \"([^\"]*)\" \"([^\"]*)\"$");

  private final byte[] text = Input.text();
  private final byte[] log = Input.accessLog();
  private final byte[] csv = Input.csv();
  private final byte[] json = Input.json();

  @Benchmark
  public long text() throws IOException {
    return scan("text", text, "line");
  }

  /** Hadoop's reader of lines. */
  @Benchmark
  public long textPeer() throws IOException {
    long bytes = 0;
    Text line = new Text();
    try (LineReader lines = new LineReader(new ByteArrayInputStream(text))) {
      while (lines.readLine(line) > 0) {
        bytes += line.getLength();
      }
    }
    return bytes;
  }

  @Benchmark
  public long accessLog() throws IOException {
    return scan("access-log", log, "path");
  }

  /** A regular expression, as most examples use it. */
  @Benchmark
  public long accessLogPeer() throws IOException {
    long bytes = 0;
    Matcher matcher = COMBINED.matcher("");
    try (BufferedReader lines = lines(log)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (matcher.reset(line).matches()) {
          bytes += matcher.group(6).length();
        }
      }
    }
    return bytes;
  }

  @Benchmark
  public long csv() throws IOException {
    return scan("csv", csv, "key");
  }

  /** Split at commas, which does not even know quotes. */
  @Benchmark
  @SuppressWarnings("StringSplitter") // what is measured is what people write
  public long csvPeer() throws IOException {
    long bytes = 0;
    try (BufferedReader lines = lines(csv)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        bytes += line.split(",")[1].length();
      }
    }
    return bytes;
  }

  @Benchmark
  public long json() throws IOException {
    return scan("json", json, "who.name");
  }

  /** Jackson's tree of each line. */
  @Benchmark
  public long jsonPeer() throws IOException {
    long bytes = 0;
    ObjectMapper mapper = new ObjectMapper();
    try (BufferedReader lines = lines(json)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode object = mapper.readTree(line);
        bytes += object.path("who").path("name").asText().length();
      }
    }
    return bytes;
  }

  private static BufferedReader lines(byte[] bytes) {
    InputStream in = new ByteArrayInputStream(bytes);
    return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
  }

  private static long scan(String name, byte[] input, String field) throws IOException {
    RecordFormat format =
        Formats.of(new FormatSpec(name, Map.of()), Parsing.class.getClassLoader());
    long bytes = 0;
    try (RecordScanner scanner =
        format.scan(new ByteArrayInputStream(input), new byte[0], RecordLimit.of(1 << 20))) {
      while (scanner.next()) {
        bytes += scanner.problem().isPresent() ? 0 : scanner.record().field(field).length();
      }
    }
    return bytes;
  }
}
