package millrace.cut;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import millrace.bench.Input;
import millrace.codec.Compression;
import millrace.pipeline.Buckets;
import millrace.pipeline.InputSpec;
import millrace.plugin.Formats;
import millrace.record.FormatSpec;
import millrace.record.TimeSource;
import millrace.time.Grid;
import org.apache.hadoop.conf.Configuration;
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

/** An access log, hashed, checked and cut by the time of its lines; MB a second. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@OperationsPerInvocation(Input.MEGABYTES)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Cutting {
  private static final String PATTERN = "dd/MMM/yyyy:HH:mm:ss Z";

  private final byte[] log = Input.accessLog();
  private final RecordRules rules =
      new RecordRules(
          new FormatSpec("access-log", Map.of()),
          Formats.of(new FormatSpec("access-log", Map.of()), Cutting.class.getClassLoader()),
          new TimeSource.EventField("time", PATTERN, ZoneOffset.UTC),
          new BucketRules(
              new Grid(Duration.ofMinutes(5)),
              Duration.ofMinutes(5),
              Buckets.Late.CORRECT,
              Instant.parse("2024-03-01T12:00:00Z"),
              Optional.empty(),
              Optional.empty()),
          1 << 20);

  @Benchmark
  public long cut() throws IOException {
    PieceWriter pieces =
        new PieceWriter(
            StageFiles.nowhere(), rules.buckets().grid(), 64 << 20, PieceWriter.Sharing.SHARED);
    PieceWriter.StagedFile stage = pieces.stage("log");
    try (Quarantine quarantine = new Quarantine(StageFiles.nowhere(), InputSpec.LANDING, "log", 0);
        CountedInput source = new CountedInput(new ByteArrayInputStream(log))) {
      new RecordCut(rules, new Compression(new Configuration(false)), "log", stage::add, quarantine)
          .read(source, new byte[0]);
      stage.accept();
      return (long) pieces.finish().size() + source.sha256Hex().length();
    }
  }

  /** Lines as strings, their times by java.time; neither checked nor hashed. */
  @Benchmark
  public long cutPeer() throws IOException {
    DateTimeFormatter times = DateTimeFormatter.ofPattern(PATTERN, Locale.ENGLISH);
    Map<Long, ByteArrayOutputStream> buckets = new TreeMap<>();
    InputStream in = new ByteArrayInputStream(log);
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int from = line.indexOf('[') + 1;
        String time = line.substring(from, line.indexOf(']', from));
        long bucket = OffsetDateTime.parse(time, times).toEpochSecond() / 300;
        buckets
            .computeIfAbsent(bucket, any -> new ByteArrayOutputStream())
            .writeBytes((line + "\n").getBytes(StandardCharsets.UTF_8));
      }
    }
    return buckets.size();
  }
}
