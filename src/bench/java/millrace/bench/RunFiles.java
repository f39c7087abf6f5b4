package millrace.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import millrace.aggregate.Count;
import millrace.aggregate.Slice;
import millrace.run.IndexedRun;
import millrace.run.RunReader;
import millrace.run.RunWriter;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.SequenceFile;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.compress.DefaultCodec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A run to a local file and back; pairs a second. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@OperationsPerInvocation(RunFiles.PAIRS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RunFiles {
  static final int PAIRS = 200_000;
  private static final String AGGREGATE = new Count<Object>().id();

  private final Slice[] keys = new Slice[PAIRS];
  private final Slice[] states = new Slice[PAIRS];
  private Path directory = Path.of("");
  private Path run = Path.of("");
  private Path sequence = Path.of("");
  private FileSystem files = new RawLocalFileSystem();

  @Setup
  public void write() throws IOException {
    directory = Files.createTempDirectory("millrace-bench");
    run = directory.resolve("run");
    sequence = directory.resolve("sequence");
    files.initialize(directory.toUri(), new Configuration(false));
    for (int i = 0; i < PAIRS; i++) {
      keys[i] = Slice.of(String.format(Locale.ROOT, "/path/to/page-%07d.html", 13 * i));
      states[i] = Slice.of(Long.toString(i % 7 == 0 ? 1234 : 1));
    }
    writeRun();
    writePeer();
  }

  @TearDown
  public void delete() throws IOException {
    Files.deleteIfExists(run);
    Files.deleteIfExists(sequence);
    Files.deleteIfExists(directory);
  }

  @Benchmark
  public long writeRun() throws IOException {
    try (RunWriter writer =
        new RunWriter(
            new BufferedOutputStream(Files.newOutputStream(run)), "run", AGGREGATE, "bench")) {
      for (int i = 0; i < PAIRS; i++) {
        writer.append(keys[i], states[i]);
      }
      return writer.digest().first();
    }
  }

  /** With the head that a top-N asks for. */
  @Benchmark
  public long writeRankedRun() throws IOException {
    try (RunWriter writer =
        new RunWriter(
            new BufferedOutputStream(Files.newOutputStream(run)),
            "run",
            new Count<Object>(),
            "bench",
            0,
            1,
            Long.MAX_VALUE)) {
      for (int i = 0; i < PAIRS; i++) {
        writer.append(keys[i], states[i]);
      }
      return writer.digest().first();
    }
  }

  /** One key in a hundred, in their order. */
  @Benchmark
  @OperationsPerInvocation(PAIRS / 100)
  public long findInRun() throws IOException {
    long bytes = 0;
    try (IndexedRun indexed =
        new IndexedRun(
            files.open(new org.apache.hadoop.fs.Path(run.toUri())),
            Files.size(run),
            "run",
            AGGREGATE)) {
      for (int i = 0; i < PAIRS; i += 100) {
        bytes += indexed.find(keys[i]).orElseThrow().length();
      }
    }
    return bytes;
  }

  @Benchmark
  public long readRun() throws IOException {
    long bytes = 0;
    try (RunReader reader =
        new RunReader(
            files.open(new org.apache.hadoop.fs.Path(run.toUri())),
            Files.size(run),
            "run",
            AGGREGATE)) {
      while (reader.next()) {
        bytes += reader.key().length() + reader.state().length();
      }
    }
    return bytes;
  }

  /** Hadoop's own sorted pairs: a block-compressed SequenceFile of text and numbers. */
  @Benchmark
  public long writePeer() throws IOException {
    Text key = new Text();
    LongWritable state = new LongWritable();
    try (SequenceFile.Writer writer =
        SequenceFile.createWriter(
            new Configuration(false),
            SequenceFile.Writer.file(
                files.makeQualified(new org.apache.hadoop.fs.Path(sequence.toUri()))),
            SequenceFile.Writer.keyClass(Text.class),
            SequenceFile.Writer.valueClass(LongWritable.class),
            SequenceFile.Writer.compression(
                SequenceFile.CompressionType.BLOCK, new DefaultCodec()))) {
      for (int i = 0; i < PAIRS; i++) {
        key.set(keys[i].array());
        state.set(i % 7 == 0 ? 1234 : 1);
        writer.append(key, state);
      }
      return writer.getLength();
    }
  }

  /** The same, read. */
  @Benchmark
  public long readPeer() throws IOException {
    long bytes = 0;
    Text key = new Text();
    LongWritable state = new LongWritable();
    try (SequenceFile.Reader reader =
        new SequenceFile.Reader(
            new Configuration(false),
            SequenceFile.Reader.stream(
                files.open(new org.apache.hadoop.fs.Path(sequence.toUri()))))) {
      while (reader.next(key, state)) {
        bytes += key.getLength() + state.get();
      }
    }
    return bytes;
  }
}
