package millrace.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import millrace.aggregate.Aggregate;
import millrace.aggregate.ByteString;
import millrace.aggregate.Cell;
import millrace.aggregate.Count;
import millrace.aggregate.PlainCount;
import millrace.aggregate.RankBound;
import millrace.aggregate.Seeds;
import millrace.aggregate.Slice;
import millrace.aggregate.Sum;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs read here and there. */
final class IndexedRunTest {
  @TempDir Path directory;

  private Path file() {
    return directory.resolve("a run.run");
  }

  private IndexedRun open() throws IOException {
    FileSystem raw = FileSystem.getLocal(new Configuration(false)).getRaw();
    var path = new org.apache.hadoop.fs.Path(file().toUri());
    return new IndexedRun(raw.open(path), Files.size(file()), "a run.run", "count/1");
  }

  private Map<ByteString, Long> write(int entries, IntUnaryOperator counts) throws IOException {
    return write(new Count<>(), entries, counts);
  }

  private Map<ByteString, Long> write(
      Aggregate<?, Long, List<Cell>> aggregate, int entries, IntUnaryOperator counts)
      throws IOException {
    var written = new TreeMap<ByteString, Long>();
    for (int i = 0; i < entries; i++) {
      written.put(ByteString.of("key " + (long) i * 7919 % 1_000_003), (long) counts.applyAsInt(i));
    }
    try (RunWriter writer =
        new RunWriter(
            Files.newOutputStream(file()), "a run.run", aggregate, "words", 0, 1, Long.MAX_VALUE)) {
      for (Map.Entry<ByteString, Long> entry : written.entrySet()) {
        writer.append(entry.getKey().view(), Slice.of(entry.getValue().toString()));
      }
    }
    return written;
  }

  @Test
  void aRunThatIsKnownToBeShortIsTheSame() throws IOException {
    Random random = Seeds.random();
    for (int entries : new int[] {1, 127, 5_000, 20_000, 70_000}) {
      Map<ByteString, Long> written = write(entries, i -> 1 + random.nextInt(entries));
      ByteArrayOutputStream known = new ByteArrayOutputStream();
      try (RunWriter writer =
          new RunWriter(known, "a run.run", new Count<>(), "words", 0, 1, written.size())) {
        for (Map.Entry<ByteString, Long> entry : written.entrySet()) {
          writer.append(entry.getKey().view(), Slice.of(entry.getValue().toString()));
        }
      }
      assertThat(known.toByteArray()).isEqualTo(Files.readAllBytes(file()));
    }
  }

  @Test
  void everyKeyIsFoundInWhateverOrderAndNoOther() throws IOException {
    Random random = Seeds.random();
    Map<ByteString, Long> written = write(20_000, i -> 1 + random.nextInt(1000));
    List<ByteString> keys = new ArrayList<>(written.keySet());
    try (IndexedRun run = open()) {
      for (int round = 0; round < 3000; round++) {
        ByteString key =
            random.nextBoolean()
                ? keys.get(random.nextInt(keys.size()))
                : ByteString.of("key " + random.nextInt(1_100_000));
        assertThat(run.find(key.view()).map(Slice::toString))
            .as("state of %s", key)
            .isEqualTo(Optional.ofNullable(written.get(key)).map(count -> "" + count));
      }
      for (ByteString key : keys) {
        assertThat(run.find(key.view()).map(Slice::toString))
            .as("state of %s, in order", key)
            .contains("" + written.get(key));
      }
      assertThat(run.find(Slice.of(""))).isEmpty();
      assertThat(run.find(Slice.of("zzz"))).isEmpty();
    }
  }

  @Test
  void theHeadHoldsThoseThatRankFirstAndNoneBetterIsOutside() throws IOException {
    Random random = Seeds.random();
    Map<ByteString, Long> written = write(40_000, i -> 1 + random.nextInt(300));
    List<String> ranked =
        written.entrySet().stream()
            .sorted(
                Map.Entry.<ByteString, Long>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey()))
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .toList();
    try (IndexedRun run = open()) {
      assertThat(run.entries()).isEqualTo(40_000);
      IndexedRun.Ranked head = run.head().orElseThrow();
      List<String> found =
          head.entries().stream().map(entry -> entry.key() + "=" + entry.state()).toList();
      assertThat(found)
          .hasSize(40_000 / RunFormat.HEAD_SHARE)
          .containsExactlyInAnyOrderElementsOf(ranked.subList(0, found.size()));
      assertThat(head.entries())
          .isSortedAccordingTo(Comparator.comparing(IndexedRun.RunEntry::key));
      IndexedRun.RunEntry worst = head.worst().orElseThrow();
      assertThat(worst.key() + "=" + worst.state()).isEqualTo(ranked.get(found.size() - 1));
    }
  }

  @Test
  void theHeadOfASmallRunIsAllOfItAndWrittenOnce() throws IOException {
    Map<ByteString, Long> written = write(100, i -> i + 1);
    try (IndexedRun run = open()) {
      IndexedRun.Ranked head = run.head().orElseThrow();
      assertThat(head.worst()).isEmpty();
      assertThat(head.entries()).hasSameSizeAs(written.keySet());
      assertThat(run.find(Slice.of("key 0")).map(Slice::toString)).contains("1");
    }
    write(0, i -> i);
    try (IndexedRun run = open()) {
      assertThat(run.head().orElseThrow().entries()).isEmpty();
      assertThat(run.find(Slice.of("a"))).isEmpty();
    }
  }

  @Test
  void theHeadOfHugeKeysIsShort() throws IOException {
    String longKey = "k".repeat(60_000);
    try (RunWriter writer =
        new RunWriter(
            Files.newOutputStream(file()),
            "a run.run",
            new Count<>(),
            "words",
            0,
            1,
            Long.MAX_VALUE)) {
      for (int i = 0; i < 2000; i++) {
        writer.append(Slice.of(longKey + (10_000 + i)), Slice.of(Integer.toString(i + 1)));
      }
    }
    try (IndexedRun run = open()) {
      IndexedRun.Ranked head = run.head().orElseThrow();
      assertThat(head.entries()).hasSize((1 << 20) / 60_009);
      assertThat(head.worst().orElseThrow().state())
          .hasToString("" + (2000 - head.entries().size() + 1));
    }
  }

  @Test
  void statesThatCannotBeBoundedHaveNoHead() throws IOException {
    write(new PlainCount<>(), 10_000, i -> i + 1);
    try (IndexedRun run = open()) {
      assertThat(run.head()).isEmpty();
      assertThat(run.find(Slice.of("key 0")).map(Slice::toString)).contains("1");
    }
    assertThat(new Sum().rankBound()).contains(RankBound.SUM);
  }

  @Test
  void damageIsToldWhereverItIs() throws IOException {
    Map<ByteString, Long> written = write(30_000, i -> i % 1000 + 1);
    byte[] whole = Files.readAllBytes(file());
    List<ByteString> keys = new ArrayList<>(written.keySet());
    Random random = Seeds.random();
    int refused = 0;
    for (int round = 0; round < 200; round++) {
      byte[] damaged = whole.clone();
      int at = whole.length - 1 - random.nextInt(round % 2 == 0 ? 8000 : whole.length);
      damaged[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(file(), damaged);
      try (IndexedRun run = open()) {
        assertThat(run.head().orElseThrow().entries()).isNotEmpty();
        for (int i = 0; i < keys.size(); i += 97) {
          assertThat(run.find(keys.get(i).view()).map(Slice::toString))
              .as("byte %d of %d", at, whole.length)
              .contains("" + written.get(keys.get(i)));
        }
      } catch (IOException e) {
        assertThat(e).hasMessageStartingWith("run a run.run: ");
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(150);
    Files.write(file(), new byte[10]);
    assertThatThrownBy(this::open).hasMessageStartingWith("run a run.run: cannot be read: ");
  }
}
