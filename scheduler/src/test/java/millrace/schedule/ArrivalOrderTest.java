package millrace.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import millrace.aggregate.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same records make the same reports, whenever they come and in whatever files. */
class ArrivalOrderTest {
  private static final String PIPELINE =
      Mill.CSV
          + """
          buckets: { every: 5m }
          jobs:
            keys: { count: key, windows: { all: cumulative, ten: tumbling 10m, recent: sliding 15m } }
            sums: { sum: amount, key: key, windows: { all: cumulative, day: tumbling day }, top: 3 }
          """;

  @TempDir(factory = MemoryBacked.class)
  Path home;

  @Test
  void newestFirstEndsInTheReportsOfOldestFirst() throws IOException {
    Map<String, String> days = new TreeMap<>();
    for (int day = 1; day <= 5; day++) {
      StringBuilder lines = new StringBuilder();
      for (int i = 0; i < 6; i++) {
        lines
            .append(
                Mill.at(
                    "2024-03-%02dT%02d:%02d:00Z".formatted(day, (7 * i) % 24, 7 * i),
                    "k" + (i * day) % 4,
                    day + "." + i))
            .append('\n');
      }
      days.put("day" + day, lines.toString());
    }
    Mill oldestFirst = Mill.of(home.resolve("oldest"), PIPELINE);
    Mill newestFirst = Mill.of(home.resolve("newest"), PIPELINE);
    List<String> names = new ArrayList<>(days.keySet());
    land(oldestFirst, days, names);
    Collections.reverse(names);
    land(newestFirst, days, names);
    assertThat(newestFirst.reports()).hasSizeGreaterThan(100).isEqualTo(oldestFirst.reports());
  }

  private static void land(Mill mill, Map<String, String> files, List<String> order)
      throws IOException {
    for (String name : order) {
      mill.drop(name, files.getOrDefault(name, "").stripTrailing());
      mill.tick("2024-03-07T00:00:00Z");
    }
  }

  /** A record as the oracle knows it. */
  private record TimedAmount(Instant time, String key, int amount) {
    String line() {
      return time + "," + key + "," + amount;
    }
  }

  @Test
  void anyOrderInAnyFilesAtAnyTicksAddsUpToWhatAChildWouldCount() throws IOException {
    Random random = Seeds.random();
    for (int round = 0; round < 2; round++) {
      Mill mill = Mill.of(home.resolve("round" + round), PIPELINE);
      mill.set("millrace.publish.chunk", String.valueOf(5 + random.nextInt(40)));
      mill.set("millrace.merge.fan-in", String.valueOf(2 + random.nextInt(4)));
      List<TimedAmount> events = events(random, 60);
      Instant now = Mill.moment("10:00");
      List<TimedAmount> left = new ArrayList<>(events);
      Collections.shuffle(left, random);
      for (int file = 0; !left.isEmpty(); file++) {
        Instant clock = now;
        List<TimedAmount> some = new ArrayList<>();
        for (TimedAmount event : left) {
          if (random.nextInt(4) == 0 && !event.time().isAfter(clock)) {
            some.add(event);
          }
        }
        left.removeAll(some);
        // No two files are the same bytes: that would make the second one a duplicate.
        some.add(new TimedAmount(now, "file" + file, 0));
        events.add(some.get(some.size() - 1));
        mill.drop("f" + file, some.stream().map(TimedAmount::line).toArray(String[]::new));
        mill.tick(now.toString());
        now = now.plus(Duration.ofMinutes(random.nextInt(30)));
      }
      mill.tick(now.plus(Duration.ofHours(2)).toString());
      compare(mill, events);
    }
  }

  private static List<TimedAmount> events(Random random, int count) {
    List<TimedAmount> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Instant time =
          Mill.moment("09:00").plusSeconds(random.nextInt(random.nextBoolean() ? 3600 : 10_800));
      events.add(new TimedAmount(time, "k" + random.nextInt(5), i));
    }
    return events;
  }

  /** Every published report against the events, added up naively. */
  private static void compare(Mill mill, List<TimedAmount> events) throws IOException {
    int reports = 0;
    for (var all = mill.state().reports().from(""); all.hasNext(); reports++) {
      var report = all.next().getValue();
      Map<String, Long> expected = new TreeMap<>();
      for (TimedAmount event : events) {
        boolean inside =
            event.time().isBefore(report.to())
                && report.from().filter(from -> event.time().isBefore(from)).isEmpty();
        if (inside) {
          expected.merge(event.key(), report.job().equals("keys") ? 1L : event.amount(), Long::sum);
        }
      }
      List<String> rows = new ArrayList<>();
      Map<String, Long> values = new HashMap<>(expected);
      expected.keySet().stream()
          .sorted(
              (a, b) -> {
                int byValue =
                    report.top().isEmpty()
                        ? 0
                        : Long.compare(values.getOrDefault(b, 0L), values.getOrDefault(a, 0L));
                return byValue != 0 ? byValue : a.compareTo(b);
              })
          .limit(report.top().orElse(Integer.MAX_VALUE))
          .forEach(key -> rows.add(key + " " + expected.get(key)));
      assertThat(mill.report(report.job(), report.window(), report.bucket()))
          .as(report.key())
          .isEqualTo(rows);
    }
    assertThat(reports).isGreaterThan(50);
  }
}
