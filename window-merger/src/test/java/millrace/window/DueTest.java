package millrace.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import millrace.aggregate.Seeds;
import millrace.time.Grid;
import org.junit.jupiter.api.Test;

class DueTest {
  private static final Grid FIVE_MINUTES = new Grid(Duration.ofMinutes(5));
  private static final ZoneId UTC = ZoneId.of("UTC");

  /** The names of the ends that are due; all times are of one day, as 10:05. */
  private static String due(
      String window, String occupied, String published, String frontier, String dirty) {
    return due(WindowText.parse(window, FIVE_MINUTES, UTC), occupied, published, frontier, dirty);
  }

  private static String due(
      Publication publication, String occupied, String published, String frontier, String dirty) {
    NavigableSet<Instant> buckets = times(occupied);
    List<String> ends = new ArrayList<>();
    Due.ends(
            publication,
            time -> buckets.tailSet(time).iterator(),
            times(published).stream().findFirst(),
            at(frontier),
            times(dirty))
        .forEachRemaining(end -> ends.add(end.toString().substring(11, 16)));
    return String.join(" ", ends);
  }

  /**
   * Reports of an hour that are made from more than the hour, as those of sessions are.
   *
   * @param before so much of the time before the hour
   * @param delay so much of the time after it
   */
  private record HourWithSurroundings(Duration before, Duration delay) implements Publication {
    private static final Duration HOUR = Duration.ofHours(1);

    @Override
    public Instant endAfter(Instant time) {
      return new Grid(HOUR).cellOf(time).end();
    }

    @Override
    public Optional<Instant> startOf(Instant end) {
      return Optional.of(end.minus(HOUR));
    }

    @Override
    public Optional<Instant> madeFrom(Instant end) {
      return Optional.of(end.minus(HOUR).minus(before));
    }

    @Override
    public Optional<Duration> reach() {
      return Optional.of(HOUR.plus(before).plus(delay));
    }
  }

  private static NavigableSet<Instant> times(String text) {
    NavigableSet<Instant> times = new TreeSet<>();
    Stream.of(text.split(" ", -1))
        .filter(time -> !time.isEmpty())
        .forEach(time -> times.add(at(time)));
    return times;
  }

  private static Instant at(String time) {
    return Instant.parse("2024-03-01T" + time + ":00Z");
  }

  @Test
  void aTumblingWindowIsDueWhenItHasPassedAndHoldsRecords() {
    assertThat(due("tumbling 1h", "10:05 10:20 13:00 14:00", "", "14:00", ""))
        .isEqualTo("11:00 14:00");
  }

  @Test
  void aSlidingWindowIsDueAtEveryEndAtWhichItHoldsRecords() {
    assertThat(due("sliding 15m", "10:05 10:40", "", "10:50", ""))
        .isEqualTo("10:10 10:15 10:20 10:45 10:50");
    assertThat(due("sliding 30m every 10m", "10:05", "", "12:00", ""))
        .isEqualTo("10:10 10:20 10:30");
    assertThat(due("sliding 15m every 10m", "10:05 10:10", "", "12:00", ""))
        .isEqualTo("10:10 10:20");
  }

  @Test
  void aCumulativeWindowIsDueWithEveryBucketThatJoins() {
    assertThat(due("cumulative", "10:05 10:20 13:00", "", "13:00", "")).isEqualTo("10:10 10:25");
    assertThat(due("cumulative", "10:05 10:20 13:00", "10:10", "14:00", ""))
        .isEqualTo("10:25 13:05");
  }

  @Test
  void whatWasPublishedIsNotDueAgain() {
    assertThat(due("tumbling 1h", "10:05 11:20", "11:00", "12:00", "11:20")).isEqualTo("12:00");
    assertThat(due("tumbling 1h", "10:05 11:20", "12:00", "12:00", "")).isEmpty();
  }

  @Test
  void aLateRecordRestatesEveryWindowThatHoldsItsBucket() {
    assertThat(due("tumbling 1h", "10:05 11:20 12:00", "13:00", "13:00", "10:05"))
        .isEqualTo("11:00");
    assertThat(due("sliding 15m", "10:05 10:40", "10:55", "10:55", "10:05"))
        .isEqualTo("10:10 10:15 10:20");
    assertThat(due("cumulative", "10:05 10:20 10:40", "10:45", "10:45", "10:20"))
        .isEqualTo("10:25 10:45");
  }

  @Test
  void aWindowThatWasEmptyBeforeIsPublished() {
    assertThat(due("cumulative", "10:05 10:20 10:40", "10:45", "10:45", "10:05"))
        .isEqualTo("10:10 10:25 10:45");
    assertThat(due("tumbling 1h", "09:00 12:00", "13:00", "13:00", "09:00")).isEqualTo("10:00");
  }

  @Test
  void restatedAndNewEndsComeInOneOrder() {
    assertThat(due("tumbling 1h", "09:00 12:00 13:00", "13:00", "15:00", "09:00 12:00 13:00"))
        .isEqualTo("10:00 13:00 14:00");
  }

  @Test
  void aBucketThatLostItsRecordsMakesNoEmptyReport() {
    assertThat(due("tumbling 1h", "12:00", "13:00", "13:00", "09:00")).isEmpty();
  }

  @Test
  void aReportThatNeedsWhatComesAfterItsEndIsDueThatMuchLater() {
    Publication late = new HourWithSurroundings(Duration.ZERO, Duration.ofMinutes(30));
    assertThat(due(late, "10:05 11:20", "", "11:25", "")).isEmpty();
    assertThat(due(late, "10:05 11:20", "", "11:30", "")).isEqualTo("11:00");
    assertThat(due(late, "10:05 11:20", "11:00", "12:25", "11:20")).isEqualTo("11:00");
    assertThat(due(late, "10:05 11:20", "11:00", "12:30", "11:35")).isEqualTo("12:00");
  }

  @Test
  void aLateRecordRestatesEveryReportThatIsMadeFromItsBucket() {
    Publication wide = new HourWithSurroundings(Duration.ofMinutes(90), Duration.ofMinutes(30));
    String occupied = "08:10 09:10 10:10 11:10 12:10";
    assertThat(due(wide, occupied, "13:00", "13:30", "09:10")).isEqualTo("09:00 10:00 11:00");
    assertThat(due(wide, occupied, "13:00", "13:30", "09:40")).isEqualTo("10:00 11:00 12:00");
    assertThat(due(wide, "08:10 12:10", "13:00", "13:30", "09:40"))
        .as("only reports that there are")
        .isEmpty();
  }

  @Test
  void oneBucketInThePastAndOneTodayCostNothingBetween() {
    NavigableSet<Instant> buckets = new TreeSet<>();
    buckets.add(Instant.EPOCH);
    buckets.add(Instant.parse("2024-03-01T10:05:00Z"));
    AtomicInteger asked = new AtomicInteger();
    for (String text : List.of("cumulative", "tumbling day", "tumbling 1h", "sliding 30m")) {
      Iterator<Instant> ends =
          Due.ends(
              WindowText.parse(text, FIVE_MINUTES, ZoneId.of("Europe/Berlin")),
              time -> {
                asked.incrementAndGet();
                return buckets.tailSet(time).iterator();
              },
              Optional.empty(),
              Instant.parse("2024-03-02T10:05:00Z"),
              buckets);
      int count = 0;
      while (ends.hasNext()) {
        ends.next();
        count++;
      }
      assertThat(count).isEqualTo(text.equals("sliding 30m") ? 12 : 2);
    }
    assertThat(asked.get()).isLessThan(40);
  }

  @Test
  void aLongHistoryIsNotWalkedForOneLateRecord() {
    NavigableSet<Instant> buckets = new TreeSet<>();
    for (int i = 0; i < 100_000; i++) {
      buckets.add(Instant.EPOCH.plusSeconds(300L * i));
    }
    AtomicInteger walked = new AtomicInteger();
    Occupancy occupancy =
        time -> buckets.tailSet(time).stream().peek(start -> walked.incrementAndGet()).iterator();
    NavigableSet<Instant> dirty = new TreeSet<>(List.of(buckets.first(), buckets.last()));
    Instant newest = buckets.last().plusSeconds(300);
    Iterator<Instant> ends =
        Due.ends(
            WindowText.parse("sliding 30m", FIVE_MINUTES, UTC),
            occupancy,
            Optional.of(buckets.last()),
            newest,
            dirty);
    List<Instant> due = new ArrayList<>();
    ends.forEachRemaining(due::add);
    assertThat(due).hasSize(7).endsWith(newest);
    assertThat(walked.get()).isLessThan(200);
  }

  @Test
  void agreesWithLookingAtEveryEnd() {
    long seed = Long.getLong("millrace.seed", System.nanoTime());
    System.out.println("DueTest: -Dmillrace.seed=" + seed);
    Random random = new Random(seed);
    String[] zones = {
      "UTC",
      "Europe/Berlin",
      "Asia/Kathmandu",
      "Australia/Lord_Howe",
      "Pacific/Apia",
      "America/Havana"
    };
    String[] around = {
      "1970-01-02T00:00:00Z",
      "2011-12-30T10:00:00Z",
      "2024-03-31T01:00:00Z",
      "2024-10-27T00:00:00Z",
      "1969-12-31T23:00:00Z"
    };
    for (int round = 0; round < 1_000; round++) {
      boolean calendar = random.nextInt(3) == 0;
      Grid buckets = new Grid(Duration.ofMinutes(calendar ? 15 : 5));
      String text =
          calendar
              ? "tumbling " + List.of("day", "week", "month").get(random.nextInt(3))
              : List.of(
                      "cumulative",
                      "tumbling 5m",
                      "tumbling 20m",
                      "tumbling 1h",
                      "sliding 5m",
                      "sliding 30m",
                      "sliding 25m every 10m",
                      "sliding 1h every 35m")
                  .get(random.nextInt(8));
      Publication window =
          WindowText.parse(text, buckets, ZoneId.of(zones[random.nextInt(zones.length)]));
      Instant base = buckets.floor(Instant.parse(around[random.nextInt(around.length)]));
      int span = calendar ? 1 + random.nextInt(600) : 1 + random.nextInt(60);
      Past past = Past.random(random, base, span, buckets);

      assertThat(past.due(window))
          .as("%s %s", window, past)
          .isEqualTo(naive(window, buckets, past));
    }
  }

  @Test
  void agreesWithLookingAtEveryEndThatIsMadeFromMore() {
    Random random = Seeds.random();
    Instant base = Instant.parse("2024-03-31T01:00:00Z");
    for (int round = 0; round < 1_000; round++) {
      Duration before = Duration.ofMinutes(5L * random.nextInt(30));
      Duration delay = Duration.ofMinutes(5L * random.nextInt(30));
      int span = 1 + random.nextInt(120);
      Past past = Past.random(random, base, span, FIVE_MINUTES);

      List<Instant> naive = new ArrayList<>();
      Instant first = base.minus(Duration.ofDays(1)).truncatedTo(ChronoUnit.HOURS);
      for (Instant end = first;
          !end.plus(delay).isAfter(past.frontier());
          end = end.plus(Duration.ofHours(1))) {
        Instant start = end.minus(Duration.ofHours(1));
        boolean wanted = !past.occupied().subSet(start, end).isEmpty();
        boolean again = !past.dirty().subSet(start.minus(before), end.plus(delay)).isEmpty();
        boolean fresh = past.isFresh(end);
        if (wanted && (fresh || again)) {
          naive.add(end);
        }
      }
      assertThat(past.due(new HourWithSurroundings(before, delay)))
          .as("before=%s delay=%s %s", before, delay, past)
          .isEqualTo(naive);
    }
  }

  /**
   * Which buckets hold records, which of those changed since, which end was published last, and up
   * to where all is known.
   */
  private record Past(
      NavigableSet<Instant> occupied,
      NavigableSet<Instant> dirty,
      Optional<Instant> published,
      Instant frontier) {
    static Past random(Random random, Instant base, int span, Grid buckets) {
      NavigableSet<Instant> occupied = new TreeSet<>();
      NavigableSet<Instant> dirty = new TreeSet<>();
      for (int i = random.nextInt(12); i > 0; i--) {
        Instant bucket = somewhere(random, base, span, buckets);
        occupied.add(bucket);
        if (random.nextInt(3) == 0) {
          dirty.add(bucket);
        }
      }
      Optional<Instant> published =
          random.nextInt(4) == 0
              ? Optional.empty()
              : Optional.of(somewhere(random, base, span, buckets));
      return new Past(occupied, dirty, published, somewhere(random, base, span + 20, buckets));
    }

    List<Instant> due(Publication publication) {
      List<Instant> due = new ArrayList<>();
      Due.ends(publication, time -> occupied.tailSet(time).iterator(), published, frontier, dirty)
          .forEachRemaining(due::add);
      return due;
    }

    boolean isFresh(Instant end) {
      return published.isEmpty() || end.isAfter(published.get());
    }
  }

  private static Instant somewhere(Random random, Instant base, int span, Grid buckets) {
    return base.plus(buckets.step().multipliedBy(random.nextInt(span) - span / 2));
  }

  /** Looks at every bound of a bucket. */
  private static List<Instant> naive(Publication window, Grid buckets, Past past) {
    NavigableSet<Instant> occupied = past.occupied();
    List<Instant> due = new ArrayList<>();
    if (occupied.isEmpty()) {
      return due;
    }
    for (Instant end = occupied.first();
        !end.isAfter(past.frontier());
        end = end.plus(buckets.step())) {
      if (!window.endAfter(end.minus(buckets.step())).equals(end)) {
        continue;
      }
      NavigableSet<Instant> held =
          occupied.subSet(window.startOf(end).orElse(Instant.MIN), true, end, false);
      boolean joins =
          !(window instanceof Window.Cumulative) || occupied.contains(end.minus(buckets.step()));
      boolean fresh = past.isFresh(end);
      if (!held.isEmpty() && joins && (fresh || held.stream().anyMatch(past.dirty()::contains))) {
        due.add(end);
      }
    }
    return due;
  }
}
