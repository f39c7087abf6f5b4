package millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import millrace.aggregate.Seeds;
import millrace.schedule.Mill;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job sees each record at the time by which it was cut, whoever cut and whoever folds it. */
class EventTimesAgreeTest {
  private static final String PIPELINE =
      """
      pipeline: mill
      landing:
        path: landing
        settle: 0s
        format: csv
        header: false
        columns: [time, key, text]
        duplicates: count
        time: %s
      buckets: { every: 5m }
      jobs:
        times: { class: millrace.job.TimeCounts, windows: { each: tumbling 5m } }
        keys: { count: key, windows: { each: tumbling 5m } }
      """;
  private static final Instant START = Instant.parse("2024-03-01T10:00:00Z");

  @TempDir Path home;
  private final Random random = Seeds.random();

  /** Which records happened when. */
  private final Map<Instant, Long> expected = new TreeMap<>();

  private Mill mill(String engine, String time) throws IOException {
    return Mill.of(home.resolve(engine), PIPELINE.formatted(time))
        .set("millrace.engine", engine)
        .set("millrace.cut.job.min.bytes", "1m");
  }

  /** How many records a file has: so many that MapReduce cuts the first by a job of its own. */
  private int records(int file) {
    return file == 0 ? 2000 : 1 + random.nextInt(40);
  }

  private String line(Instant time) {
    return time + ",k" + random.nextInt(3) + "," + "x".repeat(600);
  }

  private void happens(Instant time, long records) {
    expected.merge(time, records, Long::sum);
  }

  /** What the job saw, in every report of its only window. */
  private static Map<Instant, Long> seen(Mill mill) throws IOException {
    Map<Instant, Long> seen = new TreeMap<>();
    for (Map.Entry<String, String> report : mill.reports().entrySet()) {
      if (report.getKey().contains("job=times/")) {
        report.getValue().lines().forEach(row -> see(row, seen));
      }
    }
    return seen;
  }

  private static void see(String row, Map<Instant, Long> seen) {
    List<String> cells = List.of(row.split("[ \t]"));
    assertThat(cells.get(0)).isEqualTo("landing");
    assertThat(seen.put(Instant.parse(cells.get(1)), Long.parseLong(cells.get(2)))).isNull();
  }

  private static void turn(String now, Mill... mills) throws IOException {
    for (Mill mill : mills) {
      mill.tick(now);
      assertThat(mill.warned()).isEmpty();
    }
  }

  private void agree(Mill inline, Mill local) throws IOException {
    assertThat(seen(inline)).isEqualTo(expected).isEqualTo(seen(local));
    assertThat(local.said()).anyMatch(it -> it.contains("mill: cut of"));
  }

  @Test
  void theTimeOfAFieldIsThatOfTheRecord() throws IOException {
    String time = "{ by: event, field: time, format: iso }";
    Mill inline = mill("inline", time);
    Mill local = mill("local", time);
    for (int tick = 0; tick < 2; tick++) {
      for (int file = 0; file < 8; file++) {
        String[] lines = new String[records(file)];
        for (int i = 0; i < lines.length; i++) {
          Instant at = START.plusMillis(random.nextInt(40) * 30_000L + random.nextInt(2));
          lines[i] = line(at);
          happens(at, 1);
        }
        inline.drop(tick + "-" + file, lines);
        local.drop(tick + "-" + file, lines);
      }
      turn("2024-03-01T10:30:00Z", inline, local);
    }
    agree(inline, local);
  }

  /** Records of many files share a piece, and each keeps the time of its file. */
  @Test
  void theTimeOfAFileNameIsThatOfEachOfItsRecords() throws IOException {
    String time = "{ by: file-name, pattern: '(?<time>\\d{12})', format: yyyyMMddHHmm }";
    Mill inline = mill("inline", time);
    Mill local = mill("local", time);
    for (int tick = 0; tick < 2; tick++) {
      for (int file = 0; file < 40; file++) {
        int minute = random.nextInt(20);
        String name = "%d/%02d-2024030110%02d.csv".formatted(tick, file, minute);
        String[] lines = new String[records(file)];
        Arrays.setAll(lines, i -> line(Instant.EPOCH));
        happens(START.plusSeconds(60L * minute), lines.length);
        inline.drop(name, lines);
        local.drop(name, lines);
      }
      turn("2024-03-01T10:30:00Z", inline, local);
    }
    agree(inline, local);
  }

  @Test
  void theTimeOfAnArrivalIsThatOfTheTick() throws IOException {
    Mill inline = mill("inline", "{ by: arrival }");
    Mill local = mill("local", "{ by: arrival }");
    for (int minute : List.of(1, 3, 8)) {
      Instant now = START.plusSeconds(60L * minute);
      for (int file = 0; file < 4; file++) {
        String[] lines = new String[records(file)];
        Arrays.setAll(lines, i -> line(Instant.EPOCH));
        happens(now, lines.length);
        inline.drop(minute + "-" + file, lines);
        local.drop(minute + "-" + file, lines);
      }
      turn(now.toString(), inline, local);
    }
    turn("2024-03-01T10:30:00Z", inline, local);
    agree(inline, local);
  }
}
