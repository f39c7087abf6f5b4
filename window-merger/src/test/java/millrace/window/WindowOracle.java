package millrace.window;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import millrace.time.DurationText;
import millrace.time.TimeRange;
import millrace.time.WallClock;

/**
 * The windows that a bucket is in, as one would find them with a calendar and a pencil: days by
 * watching the clocks, hours by counting from the beginning. For tests of what decides it.
 */
public final class WindowOracle {
  /** Lengths that buckets may have, from the shortest to the longest. */
  public static final List<String> BUCKETS =
      List.of(
          "1s", "2s", "5s", "30s", "1m", "90s", "5m", "15m", "30m", "45m", "1h", "2h", "3h", "6h",
          "8h", "12h", "1d", "2d", "3d", "4d", "7d", "14d", "28d", "31d");

  private static final LocalDate FIRST_DAY = LocalDate.of(1970, 1, 1);
  private static final LocalDate FIRST_MONDAY = LocalDate.of(1970, 1, 5);

  private final List<String> words;
  private final Duration every;
  private final WallClock clock;

  /**
   * For one window.
   *
   * @param text as the pipeline file writes it
   * @param every length of a bucket
   * @param clock of the zone whose days are meant
   */
  public WindowOracle(String text, Duration every, WallClock clock) {
    this.words = List.of(text.split(" ", -1));
    this.every = every;
    this.clock = clock;
  }

  /** A window that these buckets may make, or may not for no other reason than the calendar. */
  public static String someText(Random random, Duration every) {
    int size = 1 + random.nextInt(12);
    return switch (random.nextInt(7)) {
      case 0 -> "cumulative";
      case 1 -> "tumbling " + times(every, size);
      case 2 -> "sliding " + times(every, size);
      case 3 ->
          "sliding " + times(every, size) + " every " + times(every, 1 + random.nextInt(size));
      case 4 -> "tumbling day";
      case 5 -> "tumbling week";
      default -> "tumbling month";
    };
  }

  private static String times(Duration every, int count) {
    return DurationText.format(every.multipliedBy(count));
  }

  /** The bucket that holds {@code time}. */
  public static Instant bucketOf(Instant time, Duration every) {
    LocalDateTime utc = LocalDateTime.ofInstant(time, ZoneOffset.UTC);
    long days = every.toDays();
    if (days == 0) {
      long second = utc.toLocalTime().toSecondOfDay();
      return utc.truncatedTo(ChronoUnit.DAYS)
          .plusSeconds(second - second % every.toSeconds())
          .toInstant(ZoneOffset.UTC);
    }
    LocalDate start = days % 7 == 0 ? FIRST_MONDAY : FIRST_DAY;
    while (utc.toLocalDate().isBefore(start)) {
      start = start.minusDays(days);
    }
    start = start.plusDays(ChronoUnit.DAYS.between(start, utc.toLocalDate()) / days * days);
    return start.atStartOfDay().toInstant(ZoneOffset.UTC);
  }

  /**
   * The windows there have to be because {@code bucket} has records, in the order of their ends. A
   * cumulative one begins at {@link Instant#MIN}.
   */
  public List<TimeRange> because(Instant bucket) {
    if (words.get(0).equals("cumulative")) {
      return List.of(new TimeRange(Instant.MIN, bucket.plus(every)));
    }
    return switch (words.get(1)) {
      case "day", "week", "month" -> calendar(bucket);
      default -> {
        Duration size = DurationText.parse(words.get(1));
        Duration step = size;
        if (words.get(0).equals("sliding")) {
          step = words.size() == 4 ? DurationText.parse(words.get(3)) : every;
        }
        yield spans(bucket, size, step);
      }
    };
  }

  private static List<TimeRange> spans(Instant bucket, Duration size, Duration step) {
    long origin = step.toDays() > 0 && step.toSeconds() % (7 * 86_400) == 0 ? 4 * 86_400 : 0;
    long into = Math.floorMod(bucket.getEpochSecond() - origin, step.toSeconds());
    List<TimeRange> spans = new ArrayList<>();
    for (Instant end = bucket.minusSeconds(into).plus(step);
        !end.minus(size).isAfter(bucket);
        end = end.plus(step)) {
      spans.add(new TimeRange(end.minus(size), end));
    }
    return spans;
  }

  /** Tries all days, weeks or months around the date that clocks show. */
  private List<TimeRange> calendar(Instant bucket) {
    List<TimeRange> found = new ArrayList<>();
    LocalDate date = begin(clock.show(bucket).toLocalDate().minusDays(2));
    for (int i = 0; i < 5; i++) {
      LocalDate next = nextBegin(date);
      Instant start = clock.begins(date);
      Instant end = clock.begins(next);
      if (start.isBefore(end) && !bucket.isBefore(start) && bucket.isBefore(end)) {
        found.add(new TimeRange(start, end));
      }
      date = next;
    }
    return found;
  }

  private LocalDate begin(LocalDate date) {
    LocalDate begin = date;
    while (!isBegin(begin)) {
      begin = begin.minusDays(1);
    }
    return begin;
  }

  private LocalDate nextBegin(LocalDate date) {
    LocalDate next = date.plusDays(1);
    while (!isBegin(next)) {
      next = next.plusDays(1);
    }
    return next;
  }

  /** Whether a window of the calendar begins with this date. */
  boolean isBegin(LocalDate date) {
    return switch (words.get(1)) {
      case "week" -> date.getDayOfWeek() == DayOfWeek.MONDAY;
      case "month" -> date.getDayOfMonth() == 1;
      default -> true;
    };
  }
}
