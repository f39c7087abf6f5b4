package millrace.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import millrace.aggregate.ByteString;
import millrace.aggregate.Seeds;
import millrace.aggregate.Slice;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs as files: what is written is read again, and what is wrong with a file is said. */
final class RunFileTest {
  @TempDir Path directory;

  private Path file() {
    return directory.resolve("a run.run");
  }

  private RunWriter writer() throws IOException {
    return new RunWriter(Files.newOutputStream(file()), "a run.run", "count/1", "words");
  }

  private void write(String... pairs) throws IOException {
    try (RunWriter writer = writer()) {
      for (String pair : pairs) {
        writer.append(Slice.of(pair.split("=", -1)[0]), Slice.of(pair.split("=", -1)[1]));
      }
    }
  }

  private RunReader reader(long length, String aggregate) throws IOException {
    FileSystem local = FileSystem.getLocal(new Configuration(false));
    FileSystem raw = ((LocalFileSystem) local).getRaw();
    return new RunReader(
        raw.open(new org.apache.hadoop.fs.Path(file().toUri())), length, "a run.run", aggregate);
  }

  private List<String> read(long length) throws IOException {
    return Pairs.read(reader(length, "count/1"));
  }

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    write("a=1", "b=22", "ç=", "鯨=4");
    assertThat(read(Files.size(file()))).containsExactly("a=1", "b=22", "ç=", "鯨=4");
  }

  @Test
  void anEmptyRunIsARun() throws IOException {
    write();
    assertThat(read(Files.size(file()))).isEmpty();
  }

  @Test
  void keysAndStatesAreAnyBytesAtAll() throws IOException {
    Random random = Seeds.random();
    var pairs = new TreeMap<ByteString, ByteString>();
    for (int i = 0; i < 3000; i++) {
      byte[] key = new byte[random.nextInt(20)];
      byte[] state = new byte[random.nextInt(200)];
      random.nextBytes(key);
      random.nextBytes(state);
      pairs.put(ByteString.copyOf(key), ByteString.copyOf(state));
    }
    RunWriter writer = writer();
    writer.appendAll(new Pairs(pairs));
    writer.close();
    assertThat(writer.entries()).isEqualTo(pairs.size());
    assertThat(writer.bytes()).isEqualTo(Files.size(file()));

    var read = new TreeMap<ByteString, ByteString>();
    RunDigest digest = RunDigest.NOTHING;
    try (RunReader reader = reader(writer.bytes(), "count/1")) {
      while (reader.next()) {
        read.put(ByteString.copyOf(reader.key()), ByteString.copyOf(reader.state()));
        digest = digest.plus(RunDigest.of(reader.key(), reader.state()));
      }
    }
    assertThat(read).isEqualTo(pairs);
    assertThat(writer.digest()).isEqualTo(digest);
  }

  @Test
  void theFirstLineSaysWhatItIs() throws IOException {
    write("a=1", "b=2");
    byte[] bytes = Files.readAllBytes(file());
    int line = 0;
    while (bytes[line] != '\n') {
      line++;
    }
    assertThat(new String(bytes, 0, line, StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"format\":\"millrace-run/2\",\"aggregate\":\"count/1\",\"job\":\"words\",\"part\":0,\"parts\":1}");
    try (RunReader reader = reader(bytes.length, "count/1")) {
      assertThat(reader.job()).isEqualTo("words");
    }
  }

  @Test
  void keysOutOfOrderAreRefused() throws IOException {
    try (RunWriter writer = writer()) {
      writer.append(Slice.of("b"), Slice.of("1"));
      assertThatThrownBy(() -> writer.append(Slice.of("a"), Slice.of("1")))
          .hasMessage("run a run.run: keys out of order: a after b");
      assertThatThrownBy(() -> writer.append(Slice.of("b"), Slice.of("1")))
          .hasMessage("run a run.run: keys out of order: b after b");
      writer.append(Slice.of("\u00e9"), Slice.of("1"));
    }
    assertThat(read(Files.size(file()))).containsExactly("b=1", "\u00e9=1");
  }

  @Test
  void keysMayLieInAnArrayThatIsUsedAgain() throws IOException {
    byte[] shared = {'a'};
    Slice key = new Slice(shared);
    try (RunWriter writer = writer()) {
      writer.append(key, Slice.of("1"));
      shared[0] = 'b';
      writer.append(key, Slice.of("2"));
    }
    assertThat(read(Files.size(file()))).containsExactly("a=1", "b=2");
  }

  @Test
  void aRunOfAnotherAggregateIsRefused() throws IOException {
    write("a=1");
    assertThatThrownBy(() -> reader(Files.size(file()), "mean/1"))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "run a run.run: was written by aggregate count/1, this job is mean/1. Backfill its buckets, or run the job as it was.");
  }

  @Test
  void aRunOfAnotherVersionIsRefused() throws IOException {
    write("a=1");
    byte[] bytes = Files.readAllBytes(file());
    String text = new String(bytes, StandardCharsets.ISO_8859_1).replace("run/2", "run/3");
    Files.write(file(), text.getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> reader(bytes.length, "count/1"))
        .hasMessage(
            "run a run.run: is of format \"millrace-run/3\", this program reads millrace-run/2");
  }

  @Test
  void aFileThatIsNoRunIsRefused() throws IOException {
    Files.writeString(file(), "2024-03-01 this is a log file, and a rather long line at that");
    assertThatThrownBy(() -> reader(Files.size(file()), "count/1"))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("run a run.run: is not a run: ");
  }

  /** Cut anywhere, also between two blocks. */
  @Test
  void aTornRunIsNeverReadAsAShorterOne() throws IOException {
    try (RunWriter writer = writer()) {
      for (int i = 0; i < 30_000; i++) {
        writer.append(Slice.of("key " + (100_000 + i)), Slice.of(Integer.toString(i)));
      }
    }
    byte[] whole = Files.readAllBytes(file());
    Random random = Seeds.random();
    for (int round = 0; round < 60; round++) {
      int torn = round == 0 ? 0 : round < 10 ? whole.length - round : random.nextInt(whole.length);
      Files.write(file(), Arrays.copyOf(whole, torn));
      assertThatThrownBy(() -> read(whole.length))
          .as("cut to %d of %d bytes", torn, whole.length)
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("run a run.run: torn: ends ")
          .hasMessageContaining(", must have " + whole.length + " bytes. ");
    }
  }

  /** But for bytes that only the index needs, which {@link IndexedRunTest} damages. */
  @Test
  void aByteThatChangedIsNeverReadAsAnotherRun() throws IOException {
    RunWriter writer = writer();
    try (writer) {
      for (int i = 0; i < 30_000; i++) {
        writer.append(Slice.of("key " + (100_000 + i)), Slice.of(Integer.toString(i)));
      }
    }
    byte[] whole = Files.readAllBytes(file());
    List<String> pairs = read(whole.length);
    Random random = Seeds.random();
    int refused = 0;
    for (int round = 0; round < 100; round++) {
      byte[] damaged = whole.clone();
      int at = random.nextInt(whole.length);
      damaged[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(file(), damaged);
      try {
        assertThat(read(whole.length)).as("byte %d of %d", at, whole.length).isEqualTo(pairs);
      } catch (IOException e) {
        assertThat(e).hasMessageStartingWith("run a run.run: ");
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(50);
  }

  @Test
  void aDamagedBlockIsNamedWithItsFile() throws IOException {
    write("a=1", "b=2");
    byte[] bytes = Files.readAllBytes(file());
    int at = 8 + new String(bytes, StandardCharsets.ISO_8859_1).indexOf('\n');
    bytes[at] ^= 0x55;
    Files.write(file(), bytes);
    assertThatThrownBy(() -> read(bytes.length))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("run a run.run: cannot be read near byte ")
        .hasMessageEndingWith(": a block is damaged: its checksum is wrong");
  }

  @Test
  void theStreamIsClosedAlsoWhenTheRunCannotBegin() {
    var out =
        new ByteArrayOutputStream() {
          private boolean closed;

          @Override
          public synchronized void write(byte[] bytes, int offset, int length) {
            throw new UncheckedIOException(new IOException("disk full"));
          }

          @Override
          public void close() {
            closed = true;
          }
        };
    assertThatThrownBy(() -> new RunWriter(out, "r", "count/1", "words"))
        .hasMessageContaining("disk full");
    assertThat(out.closed).isTrue();
  }
}
