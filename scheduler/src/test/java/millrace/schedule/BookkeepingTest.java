package millrace.schedule;

import static millrace.schedule.Mill.at;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import millrace.state.Snapshot;
import millrace.store.Store;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * However many files have landed, a tick costs what is new: a hundred files land before each tick,
 * and what the state takes and writes is looked at after a thousand, ten thousand, and, with {@code
 * -Pmatrix}, a hundred thousand of them.
 */
class BookkeepingTest {
  private static final boolean ALL = Integer.getInteger("millrace.every", 16) == 1;
  private static final int FILES_A_TICK = 100;
  private static final List<Integer> MARKS =
      ALL ? List.of(1_000, 10_000, 100_000) : List.of(500, 1_500);

  /** So many ticks before a mark are measured, and their median counts. */
  private static final int MEASURED = ALL ? 9 : 3;

  private static final Instant START = Mill.moment("00:00");

  @TempDir(factory = MemoryBacked.class)
  Path home;

  private static String pipeline(String after) {
    return Mill.CSV
        + "  after: "
        + after
        + """

          buckets: { every: 5m }
          jobs:
            keys: { count: key, windows: { all: cumulative, hour: tumbling 1h, recent: sliding 30m }, top: 20 }
          retention: { raw: 1h, runs: 1d, reports: 1h }
          """;
  }

  /** What was seen after so many files. */
  private record Seen(
      int files, long millis, long snapshotBytes, long pageBytesWritten, long filesKept) {
    @Override
    public String toString() {
      return "%7d files: a tick %d ms of CPU, snapshot %d bytes, pages written by a tick %d bytes, files kept %d"
          .formatted(files, millis, snapshotBytes, pageBytesWritten, filesKept);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"delete", "archive"})
  void aTickCostsWhatIsNewHoweverManyFilesHaveLanded(String after) throws IOException {
    Mill mill = Mill.of(home, pipeline(after)).set("millrace.snapshot.keep", "8");
    List<Seen> seen = new ArrayList<>();
    List<Long> millis = new ArrayList<>();
    int ticks = MARKS.get(MARKS.size() - 1) / FILES_A_TICK;
    for (int tick = 1; tick <= ticks; tick++) {
      Instant start = START.plus(Duration.ofMinutes(5L * (tick - 1)));
      for (int file = 0; file < FILES_A_TICK; file++) {
        mill.drop(
            "t%06d-%03d.csv".formatted(tick, file),
            at(start.plusSeconds(file).toString(), "k" + (tick + file) % 50));
      }
      long begun = cpuMillis();
      try (Store store = mill.store()) {
        mill.tick(store, start.plus(Duration.ofMinutes(5)).toString());
      }
      millis.add(cpuMillis() - begun);
      int files = tick * FILES_A_TICK;
      if (MARKS.contains(files)) {
        seen.add(look(mill, files, millis));
        System.out.println(after + ": " + seen.get(seen.size() - 1));
      }
    }
    assertThat(mill.totals().cut()).isEqualTo((long) ticks * FILES_A_TICK);
    Seen first = seen.get(0);
    Seen last = seen.get(seen.size() - 1);
    assertThat(last.snapshotBytes())
        .as("bytes of a snapshot")
        .isLessThan(2 * first.snapshotBytes());
    assertThat(last.pageBytesWritten())
        .as("bytes of pages")
        .isLessThan(6 * first.pageBytesWritten());
    assertThat(last.millis()).as("CPU ms of a tick").isLessThan(4 * first.millis() + 200);
  }

  /** What this thread has computed: the clock would tell what else the machine is at. */
  private static long cpuMillis() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1_000_000;
  }

  private static Seen look(Mill mill, int files, List<Long> millis) throws IOException {
    Snapshot head = mill.state().snapshot();
    TreeMap<String, Long> sizes = new TreeMap<>();
    try (Stream<Path> all = Files.walk(mill.root())) {
      all.filter(Files::isRegularFile)
          .forEach(file -> sizes.put(mill.root().relativize(file).toString(), size(file)));
    }
    String slot = "_millrace/snapshots/%020d.json".formatted(head.number());
    long before = 0;
    for (String page : sizes.keySet()) {
      if (page.startsWith("_millrace/pages/") && number(page) > head.number() - 4) {
        before += size(mill.root().resolve(page));
      }
    }
    List<Long> last = new ArrayList<>(millis.subList(millis.size() - MEASURED, millis.size()));
    last.sort(Long::compare);
    return new Seen(
        files,
        last.get(MEASURED / 2),
        Optional.ofNullable(sizes.get(slot)).orElseThrow(),
        before,
        sizes.size());
  }

  private static long number(String page) {
    String name = page.substring(page.lastIndexOf('/') + 1);
    return Long.parseLong(name.substring(0, name.indexOf('-')));
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Files that stay in the landing directory are known without being read again. */
  @Test
  void filesThatStayAreLookedUpInOneWalk() throws IOException {
    Mill mill = Mill.of(home, pipeline("keep"));
    int files = ALL ? 100_000 : 3_000;
    for (int file = 0; file < files; file++) {
      mill.drop("f%06d.csv".formatted(file), at("00:01", "k" + file % 50, String.valueOf(file)));
    }
    mill.tick(mill.store(), "00:05");
    long begun = cpuMillis();
    Tick.TickResult quiet = mill.tick(mill.store(), "00:05");
    System.out.printf(
        "keep: %d files in the landing directory: a quiet tick %d ms of CPU%n",
        files, cpuMillis() - begun);
    assertThat(quiet.files()).isZero();
    assertThat(mill.totals().cut()).isEqualTo(files);
  }
}
