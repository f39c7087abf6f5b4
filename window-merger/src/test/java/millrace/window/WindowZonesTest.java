package millrace.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import millrace.aggregate.Seeds;
import millrace.time.BucketName;
import millrace.time.DurationText;
import millrace.time.Grid;
import millrace.time.TimeRange;
import millrace.time.WallClock;
import org.junit.jupiter.api.Test;

/**
 * Windows in every zone and of buckets of every length, most of them near a change of the clocks,
 * against {@link WindowOracle}.
 */
class WindowZonesTest {
  private static final boolean ALL = Integer.getInteger("millrace.every", 20) == 1;
  private static final String[] UNITS = {"day", "week", "month"};

  private final Random random = Seeds.random();
  private final List<String> zones = ALL ? WallClock.all() : WallClock.some(random, 30);

  /** A window as it would stand in a pipeline file. */
  private record Case(String text, Duration every, WallClock clock) {
    Grid buckets() {
      return new Grid(every);
    }

    Optional<Publication> parsed() {
      try {
        return Optional.of(WindowText.parse(text, buckets(), clock.zone()));
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }

    WindowOracle oracle() {
      return new WindowOracle(text, every, clock);
    }

    @Override
    public String toString() {
      return "%s of %s in %s".formatted(text, DurationText.format(every), clock);
    }
  }

  private Case some(WallClock clock) {
    Duration every =
        DurationText.parse(WindowOracle.BUCKETS.get(random.nextInt(WindowOracle.BUCKETS.size())));
    return new Case(WindowOracle.someText(random, every), every, clock);
  }

  @Test
  void everyTimeIsInOneBucketWhoseNameSaysWhich() {
    int times = 0;
    for (String zone : zones) {
      WallClock clock = new WallClock(ZoneId.of(zone));
      for (String length : WindowOracle.BUCKETS) {
        Duration every = DurationText.parse(length);
        for (int i = 0; i < 5; i++, times++) {
          Instant time = clock.somewhere(random).plusNanos(random.nextInt(1_000_000_000));
          TimeRange bucket = new Grid(every).cellOf(time);
          assertThat(bucket.start())
              .as("%s in buckets of %s", time, length)
              .isEqualTo(WindowOracle.bucketOf(time, every));
          assertThat(bucket.contains(time)).isTrue();
          assertThat(bucket.length()).isEqualTo(every);
          String name = new Grid(every).name(bucket.start());
          assertThat(BucketName.parse(name)).isEqualTo(bucket.start());
          assertThat(name).isLessThan(new Grid(every).name(bucket.end()));
        }
      }
    }
    System.out.printf("%d times in %d lengths of buckets%n", times, WindowOracle.BUCKETS.size());
  }

  @Test
  void aBucketIsInJustTheWindowsItMustBeIn() {
    int windows = 0;
    int changes = 0;
    for (String zone : zones) {
      WallClock clock = new WallClock(ZoneId.of(zone));
      for (int i = 0; i < 40; i++) {
        Case one = some(clock);
        Optional<Publication> window = one.parsed();
        if (window.isEmpty()) {
          continue;
        }
        for (int j = 0; j < 4; j++, windows++) {
          Instant time = clock.somewhere(random);
          Instant bucket = one.buckets().floor(time);
          changes += clock.changesNear(time, 86_400) ? 1 : 0;
          checkWindows(one, window.get(), bucket);
        }
      }
    }
    System.out.printf(
        "%d zones: windows of %d buckets, %d of them within a day of a change of the clocks%n",
        zones.size(), windows, changes);
    assertThat(changes).isPositive();
  }

  private static void checkWindows(Case one, Publication window, Instant bucket) {
    List<TimeRange> found = new ArrayList<>();
    Instant end = window.endAfter(bucket);
    boolean holds = true;
    while (holds) {
      TimeRange range = new TimeRange(window.startOf(end).orElse(Instant.MIN), end);
      holds = range.contains(bucket);
      if (holds) {
        found.add(range);
      }
      // a cumulative window holds it for ever, but is only published when a bucket joins
      holds &= !(window instanceof Window.Cumulative);
      Instant next = window.endAfter(end);
      assertThat(next).as("%s: the end after %s", one, end).isAfter(end);
      end = next;
    }
    assertThat(found).as("%s: bucket %s", one, bucket).isEqualTo(one.oracle().because(bucket));
    for (TimeRange range : found) {
      assertThat(one.buckets().isBound(range.end())).as("%s: %s", one, range).isTrue();
      assertThat(range.start().equals(Instant.MIN) || one.buckets().isBound(range.start()))
          .as("%s: %s", one, range)
          .isTrue();
    }
    if (window instanceof Window.Tumbling || window instanceof Window.Calendar) {
      assertThat(found).as("%s: bucket %s", one, bucket).hasSize(1);
    }
  }

  /** The first dates of all windows of 1970 to 2100. */
  private static NavigableMap<LocalDate, Instant> bounds(WallClock clock) {
    NavigableMap<LocalDate, Instant> bounds = new TreeMap<>();
    for (LocalDate date = LocalDate.of(1970, 1, 1);
        date.getYear() < 2100;
        date = date.plusDays(1)) {
      bounds.put(date, clock.begins(date));
    }
    return bounds;
  }

  @Test
  void aCalendarIsRefusedJustWhereADayWouldBeginInsideABucket() {
    List<String> some = ALL ? zones : zones.subList(0, 12);
    int taken = 0;
    int refused = 0;
    for (String zone : some) {
      WallClock clock = new WallClock(ZoneId.of(zone));
      NavigableMap<LocalDate, Instant> bounds = bounds(clock);
      for (String unit : UNITS) {
        WindowOracle oracle = new WindowOracle("tumbling " + unit, Duration.ofHours(1), clock);
        List<Instant> begins = new ArrayList<>();
        // the week of 1970-01-01 began in 1969, and is no whole one here
        bounds.forEach(
            (date, begin) -> begins.addAll(oracle.isBegin(date) ? List.of(begin) : List.of()));
        for (String length : WindowOracle.BUCKETS) {
          Case one = new Case("tumbling " + unit, DurationText.parse(length), clock);
          boolean fits =
              begins.stream()
                  .allMatch(begin -> WindowOracle.bucketOf(begin, one.every()).equals(begin));
          assertThat(one.parsed().isPresent()).as(one.toString()).isEqualTo(fits);
          taken += fits ? 1 : 0;
          refused += fits ? 0 : 1;
        }
      }
    }
    System.out.printf(
        "%d zones: calendars of %d lengths of buckets taken, of %d refused%n",
        some.size(), taken, refused);
  }

  @Test
  void daysWeeksAndMonthsLieSideBySideFrom1970To2100() {
    List<String> some = ALL ? zones : WallClock.ALWAYS;
    long windows = 0;
    for (String zone : some) {
      WallClock clock = new WallClock(ZoneId.of(zone));
      for (String unit : UNITS) {
        Case one = new Case("tumbling " + unit, Duration.ofSeconds(30), clock);
        Publication window = one.parsed().orElseThrow();
        Instant end = window.endAfter(Instant.parse("1970-01-02T00:00:00Z"));
        Instant last = Instant.parse("2099-11-01T00:00:00Z");
        for (; end.isBefore(last); windows++) {
          Instant next = window.endAfter(end);
          assertThat(window.startOf(next)).as("%s: window to %s", one, next).contains(end);
          assertThat(window.endAfter(next.minus(one.every()))).isEqualTo(next);
          end = next;
        }
      }
    }
    System.out.printf("%d zones: %d windows, one after the other%n", some.size(), windows);
  }

  @Test
  void whatIsDueIsWhatEachBucketCallsFor() {
    int rounds = 0;
    long due = 0;
    for (String zone : zones) {
      WallClock clock = new WallClock(ZoneId.of(zone));
      for (int i = 0; i < 25; i++) {
        Case one = some(clock);
        Optional<Publication> window = one.parsed();
        if (window.isPresent()) {
          due += checkDue(one, window.get());
          rounds++;
        }
      }
    }
    System.out.printf("%d zones: %d times asked, %d windows due%n", zones.size(), rounds, due);
    assertThat(due).isPositive();
  }

  private int checkDue(Case one, Publication window) {
    Instant base = one.clock().somewhere(random);
    NavigableSet<Instant> occupied = new TreeSet<>();
    NavigableSet<Instant> dirty = new TreeSet<>();
    for (int i = random.nextInt(12); i > 0; i--) {
      occupied.add(near(one, base));
    }
    if (random.nextInt(4) == 0) {
      occupied.add(one.buckets().floor(Instant.parse("1970-02-01T00:00:07Z")));
    }
    for (Instant bucket : occupied) {
      if (random.nextInt(3) == 0) {
        dirty.add(bucket);
      }
    }
    Optional<Instant> published =
        random.nextInt(4) == 0 ? Optional.empty() : Optional.of(near(one, base));
    Instant frontier = near(one, base).plus(one.every().multipliedBy(random.nextInt(30)));

    NavigableSet<Instant> expected = new TreeSet<>();
    for (Instant bucket : occupied) {
      for (TimeRange range : one.oracle().because(bucket)) {
        boolean fresh = published.filter(before -> !range.end().isAfter(before)).isEmpty();
        boolean touched = dirty.stream().anyMatch(range::contains);
        if (!range.end().isAfter(frontier) && (fresh || touched)) {
          expected.add(range.end());
        }
      }
    }
    List<Instant> due = new ArrayList<>();
    Due.ends(window, time -> occupied.tailSet(time).iterator(), published, frontier, dirty)
        .forEachRemaining(due::add);
    assertThat(due)
        .as(
            "%s occupied=%s published=%s frontier=%s dirty=%s",
            one, occupied, published, frontier, dirty)
        .containsExactlyElementsOf(expected);
    return due.size();
  }

  private Instant near(Case one, Instant base) {
    long buckets = random.nextInt(random.nextInt(3) == 0 ? 2_000 : 20);
    Instant time = base.plus(one.every().multipliedBy(buckets));
    Instant last = Instant.parse("2099-12-01T00:00:00Z");
    return one.buckets().floor(time.isAfter(last) ? base : time);
  }
}
