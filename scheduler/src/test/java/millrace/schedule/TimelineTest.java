package millrace.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import millrace.aggregate.Seeds;
import millrace.state.ReportEntry;
import millrace.time.DurationText;
import millrace.time.Grid;
import millrace.time.WallClock;
import millrace.window.WindowOracle;
import millrace.window.WindowText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whole pipelines through random stretches of time: records around changes of the clocks, strays of
 * 1970 and 2099, producers whose clocks are an hour wrong, ticks that are missed, doubled, or go
 * back, and files that arrive in any order. After every tick all reports are what {@link NaiveMill}
 * says, and all sums add up.
 */
class TimelineTest {
  /** A thousand with {@code -Pmatrix}. */
  private static final int TIMELINES = 1_000 / Integer.getInteger("millrace.every", 40);

  /** How a record writes its time, or who does instead. */
  private static final List<String> FORMATS =
      List.of(
          "iso instant",
          "iso offset",
          "iso local",
          "epoch-seconds",
          "epoch-millis",
          "yyyy-MM-dd HH:mm:ss",
          "dd/MMM/yyyy:HH:mm:ss Z",
          "yyyy-MM-dd HH:mm:ss VV",
          "yyyyMMdd",
          "file name",
          "arrival");

  @TempDir(factory = MemoryBacked.class)
  Path home;

  private final Set<String> zones = new TreeSet<>();
  private final Set<Duration> lengths = new TreeSet<>();
  private int ticks;
  private int backwards;
  private int late;
  private int refused;
  private int quarantined;
  private long records;
  private long reports;
  private long restated;

  @Test
  void everyReportIsWhatAChildWouldCountWhateverTheClocksDo() throws IOException {
    Random random = Seeds.random();
    for (int i = 0; i < TIMELINES; i++) {
      new Timeline(new Random(random.nextLong()), home.resolve("timeline" + i)).run();
    }
    System.out.printf(
        "%d timelines in %d zones with %d lengths of buckets: %d ticks, %d of them after the clock went back; %d records, %d corrected, %d refused as late, %d quarantined; %d reports compared, %d of them restated%n",
        TIMELINES,
        zones.size(),
        lengths.size(),
        ticks,
        backwards,
        records,
        late,
        refused,
        quarantined,
        reports,
        restated);
    assertThat(List.of(backwards, late + refused, quarantined, (int) restated))
        .as("what must have been tried")
        .allMatch(count -> count > 0);
  }

  /** One pipeline, what lands in it, and when it ticks. */
  private final class Timeline {
    private final Random random;
    private final Path place;
    private final WallClock producers;
    private final WallClock calendar;
    private final Duration every;
    private final String format;
    private final Instant base;
    private final Duration span;
    private final NaiveMill.Rules rules;
    private final Map<String, String> countWindows = new TreeMap<>();
    private final Map<String, String> sumWindows = new TreeMap<>();
    private final List<String> story = new ArrayList<>();

    Timeline(Random random, Path place) {
      this.random = random;
      this.place = place;
      this.producers =
          new WallClock(ZoneId.of(one(random.nextBoolean() ? WallClock.ALWAYS : WallClock.all())));
      this.calendar =
          random.nextBoolean() ? producers : new WallClock(ZoneId.of(one(WallClock.ALWAYS)));
      this.every = DurationText.parse(one(WindowOracle.BUCKETS));
      this.format = one(FORMATS);
      this.span = every.multipliedBy(2L + random.nextInt(30)).plusMinutes(random.nextInt(90));
      this.base = somewhere();
      this.rules =
          new NaiveMill.Rules(
              every,
              one(List.of(Duration.ZERO, every, Duration.ofSeconds(90), Duration.ofHours(1))),
              one(List.of(Duration.ZERO, Duration.ofMinutes(5), Duration.ofHours(2))),
              random.nextInt(3) > 0);
      countWindows.put("all", "cumulative");
      countWindows.put("some", window());
      sumWindows.put("calendar", calendarWindow());
      sumWindows.put("some", window());
      zones.add(producers.toString());
      zones.add(calendar.toString());
      lengths.add(every);
    }

    private <T> T one(List<T> choices) {
      return choices.get(random.nextInt(choices.size()));
    }

    /** Not so early that calendars of before 1970 would be meant. */
    private Instant somewhere() {
      Instant somewhere = producers.somewhere(random);
      Instant earliest = Instant.parse("1970-02-01T00:00:00Z").plus(span);
      return somewhere.isBefore(earliest) ? earliest : somewhere;
    }

    private String window() {
      String text = WindowOracle.someText(random, every);
      while (!isTaken(text)) {
        text = WindowOracle.someText(random, every);
      }
      return text;
    }

    private String calendarWindow() {
      String text = one(List.of("tumbling day", "tumbling week", "tumbling month", "tumbling 1h"));
      return isTaken(text) ? text : window();
    }

    private boolean isTaken(String window) {
      try {
        WindowText.parse(window, new Grid(every), calendar.zone());
        return true;
      } catch (IllegalArgumentException refused) {
        return false;
      }
    }

    private String pipeline() {
      return """
      pipeline: timeline
      landing:
        path: landing
        settle: 0s
        format: csv
        header: false
        columns: [time, key, amount]
        time: %s
      buckets: { every: %s, lateness: %s, max-ahead: %s, late: %s, zone: "%s" }
      jobs:
        counts: { count: key, windows: %s }
        sums: { sum: amount, key: key, windows: %s, top: 3 }
      """
          .formatted(
              time(),
              DurationText.format(every),
              DurationText.format(rules.lateness()),
              DurationText.format(rules.maxAhead()),
              rules.correctsLate() ? "correct" : "quarantine",
              calendar,
              yaml(countWindows),
              yaml(sumWindows));
    }

    private String time() {
      return switch (format) {
        case "arrival" -> "{ by: arrival }";
        case "file name" ->
            "{ by: file-name, pattern: '(?<time>\\d{8}T\\d{6})', format: \"yyyyMMdd'T'HHmmss\", zone: \"%s\" }"
                .formatted(producers);
        default ->
            "{ by: event, field: time, format: \"%s\", zone: \"%s\" }"
                .formatted(format.startsWith("iso") ? "iso" : format, producers);
      };
    }

    private String yaml(Map<String, String> windows) {
      return windows.toString().replace("=", ": ");
    }

    private List<NaiveMill.Report> naiveReports() {
      List<NaiveMill.Report> all = new ArrayList<>();
      countWindows.forEach(
          (name, text) ->
              all.add(
                  new NaiveMill.Report(
                      "counts", name, Optional.empty(), new WindowOracle(text, every, calendar))));
      sumWindows.forEach(
          (name, text) ->
              all.add(
                  new NaiveMill.Report(
                      "sums", name, Optional.of(3), new WindowOracle(text, every, calendar))));
      return all;
    }

    // --- what happens

    void run() throws IOException {
      Mill mill = Mill.of(place, pipeline());
      mill.set("millrace.publish.chunk", String.valueOf(5 + random.nextInt(60)));
      mill.set("millrace.merge.fan-in", String.valueOf(2 + random.nextInt(6)));
      story.add(pipeline());
      NaiveMill naive = new NaiveMill(rules, naiveReports());
      List<Instant> nows = nows();
      List<List<Landed>> arrivals = arrivals(nows);
      for (int i = 0; i < nows.size(); i++) {
        Instant now = nows.get(i);
        List<NaiveMill.Line> taken = new ArrayList<>();
        for (Landed file : arrivals.get(i)) {
          mill.drop(file.name(), file.lines().toArray(new String[0]));
          file.meant().forEach(line -> taken.add(arriving(line, now)));
          story.add(file.name() + ": " + file.lines());
        }
        story.add("tick at " + now);
        tick(mill, naive, now, taken);
        if (i > 0 && now.isBefore(nows.get(i - 1))) {
          backwards++;
        }
      }
      records += naive.sums().records();
      quarantined += (int) naive.sums().quarantined();
      refused += (int) naive.sums().lateRefused();
      reports += naive.published().size();
      restated += naive.revisions().values().stream().filter(revision -> revision > 1).count();
      late += naive.corrections();
      delete(place);
    }

    private NaiveMill.Line arriving(NaiveMill.Line line, Instant now) {
      return format.equals("arrival")
          ? new NaiveMill.Line(Optional.of(now), line.key(), line.amount())
          : line;
    }

    private void tick(Mill mill, NaiveMill naive, Instant now, List<NaiveMill.Line> taken)
        throws IOException {
      ticks++;
      naive.tick(now, taken);
      try {
        assertThat(mill.tick(now.toString()).outcome()).isEqualTo(Tick.TickOutcome.DONE);
        assertThat(mill.reports()).isEqualTo(naive.published());
        assertThat(revisions(mill)).as("revisions").isEqualTo(naive.revisions());
        assertThat(mill.totals().records()).as("records").isEqualTo(naive.sums());
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(String.join("\n", story) + "\n" + e.getMessage(), e);
      }
    }

    /** When the scheduler calls: mostly later and later, now and then twice, or an hour early. */
    private List<Instant> nows() {
      List<Instant> nows = new ArrayList<>();
      Instant now = base.minus(span.dividedBy(3));
      for (int i = 2 + random.nextInt(5); i > 0; i--) {
        nows.add(now);
        now =
            switch (random.nextInt(6)) {
              case 0 -> now;
              case 1 -> now.minusSeconds(random.nextInt(3600));
              case 2 -> now.minus(every.multipliedBy(random.nextInt(4)));
              default -> now.plusSeconds(random.nextLong(span.toSeconds() / 2 + 1));
            };
      }
      if (random.nextInt(4) > 0) {
        nows.add(base.plus(span).plus(rules.lateness()).plus(every.multipliedBy(3)));
      }
      return nows;
    }

    private record Landed(String name, List<String> lines, List<NaiveMill.Line> meant) {
      static Landed called(String name) {
        return new Landed(name, new ArrayList<>(), new ArrayList<>());
      }

      /** The same records, if its name tells a moment, for all of them. */
      Landed at(Optional<Instant> moment) {
        List<NaiveMill.Line> same = new ArrayList<>();
        if (moment.isPresent()) {
          meant.forEach(line -> same.add(new NaiveMill.Line(moment, line.key(), line.amount())));
        }
        return new Landed(name, lines, same);
      }
    }

    /** For every tick the files that are there for it. */
    private List<List<Landed>> arrivals(List<Instant> nows) {
      List<List<Landed>> arrivals = new ArrayList<>();
      nows.forEach(now -> arrivals.add(new ArrayList<>()));
      int amount = 1;
      for (int file = 3 + random.nextInt(6); file > 0; file--) {
        int tick = random.nextInt(nows.size());
        Landed landed = Landed.called("f" + random.nextInt(1000) + "-" + file);
        Written name = write(time(nows.get(tick)));
        if (format.equals("file name")) {
          landed = Landed.called(landed.name() + "-" + name.text());
        }
        for (int i = 1 + random.nextInt(8); i > 0; i--, amount++) {
          add(landed, amount, nows.get(tick));
        }
        if (format.equals("file name")) {
          landed = landed.at(name.moment());
        }
        arrivals.get(tick).add(landed);
        if (random.nextInt(8) == 0) {
          // delivered once more, under a name that sorts behind it: that counts nothing
          int again = tick + random.nextInt(nows.size() - tick);
          arrivals.get(again).add(new Landed(landed.name() + "again", landed.lines(), List.of()));
        }
      }
      return arrivals;
    }

    /** When something happened that lands for a tick at {@code now}. */
    private Instant time(Instant now) {
      Instant time = base.plusSeconds(random.nextLong(span.toSeconds()) - span.toSeconds() / 2);
      if (random.nextInt(4) > 0 && time.isAfter(now)) {
        time = now.minusSeconds(random.nextInt(600));
      }
      return switch (random.nextInt(40)) {
        case 0, 1, 2 -> now.plusSeconds(random.nextInt(7_201) - 3_600);
        case 3, 4, 5 -> time.plusSeconds(random.nextInt(7_201) - 3_600);
        case 6 -> Instant.parse("1970-01-01T00:00:00Z").plusSeconds(random.nextInt(2_000_000));
        case 7 -> Instant.parse("2099-06-01T00:00:00Z").plusSeconds(random.nextInt(2_000_000));
        default -> time;
      };
    }

    private void add(Landed file, int amount, Instant now) {
      String key = random.nextInt(20) == 0 ? "" : "k" + random.nextInt(5);
      if (random.nextInt(30) == 0) {
        file.lines().add("no time," + key + "," + amount);
        file.meant().add(new NaiveMill.Line(Optional.empty(), key, amount));
        return;
      }
      Written written = write(time(now));
      file.lines().add(written.text() + "," + key + "," + amount);
      file.meant().add(new NaiveMill.Line(written.moment(), key, amount));
    }

    /** A time as text, and the moment it means. */
    private record Written(String text, Optional<Instant> moment) {}

    private Written write(Instant time) {
      LocalDateTime local = producers.show(time);
      if (random.nextInt(4) == 0) {
        local = local.plusMinutes(random.nextInt(121) - 60); // perhaps into what clocks skip
      }
      int offset =
          (int) Duration.between(time, producers.show(time).toInstant(ZoneOffset.UTC)).toSeconds();
      ZoneOffset written = ZoneOffset.ofTotalSeconds(offset / 60 * 60);
      return switch (format) {
        case "iso instant", "arrival" -> new Written(time.toString(), Optional.of(time));
        case "iso offset" ->
            new Written(
                text("uuuu-MM-dd'T'HH:mm:ssxxx", time.atOffset(written)), Optional.of(time));
        case "epoch-seconds" -> new Written("" + time.getEpochSecond(), Optional.of(time));
        case "epoch-millis" -> new Written("" + time.toEpochMilli(), Optional.of(time));
        case "dd/MMM/yyyy:HH:mm:ss Z" ->
            new Written(text(format, time.atOffset(written)), Optional.of(time));
        case "yyyyMMdd" -> date(local.toLocalDate());
        case "file name" -> new Written(text("uuuuMMdd'T'HHmmss", local), moment(local));
        case "iso local" -> new Written(text("uuuu-MM-dd'T'HH:mm:ss", local), moment(local));
        case "yyyy-MM-dd HH:mm:ss VV" ->
            new Written(text("yyyy-MM-dd HH:mm:ss", local) + " " + producers, moment(local));
        default -> new Written(text(format, local), moment(local));
      };
    }

    private String text(String pattern, java.time.temporal.TemporalAccessor time) {
      return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(time);
    }

    private Optional<Instant> moment(LocalDateTime local) {
      return producers.moments(local).stream().findFirst();
    }

    private Written date(LocalDate date) {
      return new Written(
          text("uuuuMMdd", date),
          producers.hasDate(date) ? Optional.of(producers.begins(date)) : Optional.empty());
    }
  }

  private static Map<String, Integer> revisions(Mill mill) throws IOException {
    Map<String, Integer> revisions = new TreeMap<>();
    for (Iterator<Map.Entry<String, ReportEntry>> it = mill.state().reports().from("");
        it.hasNext(); ) {
      ReportEntry report = it.next().getValue();
      revisions.put(report.key(), report.revision());
    }
    return revisions;
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
