package millrace.window;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import millrace.time.DurationText;
import millrace.time.Grid;
import millrace.window.Window.Unit;

/** One window as the pipeline file writes it, and everything that can be wrong with it. */
public final class WindowText {
  private static final String ALLOWED =
      "cumulative, tumbling 1h, tumbling day, tumbling week, tumbling month, sliding 30m, sliding 1h every 5m";
  private static final long DAY = 86_400;
  private static final LocalDate FIRST_CHECKED = LocalDate.of(1970, 1, 1);
  private static final LocalDate LAST_CHECKED = LocalDate.of(2100, 1, 1);

  private final String text;
  private final List<String> words;
  private final Grid buckets;
  private final ZoneId zone;

  private WindowText(String text, Grid buckets, ZoneId zone) {
    this.words = List.of(text.strip().split("\\s+", -1));
    this.text = String.join(" ", words);
    this.buckets = buckets;
    this.zone = zone;
  }

  /**
   * Reads a window as the pipeline file writes it: {@code cumulative}, {@code tumbling 1h}, {@code
   * tumbling day|week|month}, {@code sliding 30m} or {@code sliding 1h every 5m}.
   *
   * @param buckets the buckets the window is made of
   * @param zone where days, weeks and months begin
   * @throws IllegalArgumentException if it is no window or its bounds are not bounds of buckets;
   *     the message is for the operator
   */
  public static Publication parse(String text, Grid buckets, ZoneId zone) {
    return new WindowText(text, buckets, zone).window();
  }

  private Window window() {
    String kind = words.get(0);
    if (kind.equals("cumulative") && words.size() == 1) {
      return new Window.Cumulative(buckets);
    }
    if (kind.equals("tumbling") && words.size() == 2) {
      for (Unit unit : Unit.ALL) {
        if (unit.word().equals(words.get(1))) {
          return calendar(unit);
        }
      }
      return new Window.Tumbling(multiple("size", words.get(1), Alignment.BOUNDS), text);
    }
    if (kind.equals("sliding") && words.size() == 2) {
      return new Window.Sliding(
          multiple("size", words.get(1), Alignment.LENGTH), buckets.step(), text);
    }
    if (kind.equals("sliding") && words.size() == 4 && words.get(2).equals("every")) {
      Duration size = multiple("size", words.get(1), Alignment.LENGTH);
      Duration step = multiple("step", words.get(3), Alignment.BOUNDS);
      if (step.compareTo(size) > 0) {
        throw refused(
            "its step of "
                + words.get(3)
                + " is longer than its size, so some buckets would be in no window",
            "a step of at most " + words.get(1));
      }
      return new Window.Sliding(size, step, text);
    }
    throw refused("it is unknown", ALLOWED);
  }

  /** What of a span must fit the buckets. */
  private enum Alignment {
    /** Its length is a multiple. */
    LENGTH,
    /** And the grid it makes has its bounds between buckets. */
    BOUNDS
  }

  private Duration multiple(String what, String word, Alignment alignment) {
    Duration span;
    try {
      span = DurationText.parse(word);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "window \"" + text + "\" refused: its " + what + " is " + e.getMessage(), e);
    }
    long bucket = buckets.step().toSeconds();
    if (span.isZero() || span.isNegative()) {
      throw refused("its " + what + " is " + word, "multiples of the bucket, " + lengths(1, 2, 3));
    }
    if (span.toSeconds() % bucket != 0) {
      long below = span.toSeconds() / bucket;
      throw refused(
          "its " + what + " of " + word + " is not a multiple of the bucket, " + show(bucket),
          below == 0 ? lengths(1, 2, 3) : lengths(below, below + 1));
    }
    if (alignment == Alignment.BOUNDS && !buckets.divides(new Grid(span))) {
      throw refused(
          "spans of whole weeks begin on Monday, and buckets of " + show(bucket) + " do not",
          "a " + what + " that is not a multiple of 7d, or buckets of 1d or 7d");
    }
    return span;
  }

  private Window calendar(Unit unit) {
    Optional<Instant> inside = Optional.empty();
    long fitting = DAY % buckets.step().toSeconds() == 0 ? DAY : 0;
    LocalDate date = unit.floor(FIRST_CHECKED);
    while (date.isBefore(LAST_CHECKED)) {
      Instant bound = Window.Calendar.midnight(date, zone);
      fitting = gcd(fitting, bound.getEpochSecond());
      if (inside.isEmpty() && !buckets.isBound(bound)) {
        inside = Optional.of(bound);
      }
      date = nextToCheck(unit, date, bound);
    }
    if (inside.isPresent()) {
      throw refused(
          "in the zone "
              + zone
              + " it begins at "
              + inside.get()
              + " inside a bucket of "
              + show(buckets.step().toSeconds()),
          "buckets of " + show(fitting) + " or a length that divides it");
    }
    return new Window.Calendar(unit, zone, buckets);
  }

  /**
   * Where a bucket divides a day, all midnights are alike from one day after a change of the clocks
   * to the next change.
   */
  private LocalDate nextToCheck(Unit unit, LocalDate date, Instant bound) {
    LocalDate next = unit.next(date);
    if (DAY % buckets.step().toSeconds() != 0) {
      return next;
    }
    LocalDate change =
        Optional.ofNullable(zone.getRules().nextTransition(bound.minusSeconds(DAY)))
            .map(
                transition -> unit.floor(transition.getDateTimeBefore().toLocalDate().minusDays(1)))
            .orElse(LAST_CHECKED);
    return change.isAfter(next) ? change : next;
  }

  private static long gcd(long a, long b) {
    return b == 0 ? Math.abs(a) : gcd(b, a % b);
  }

  private String lengths(long... multiples) {
    StringBuilder list = new StringBuilder();
    for (long multiple : multiples) {
      list.append(show(multiple * buckets.step().toSeconds())).append(", ");
    }
    return list + "and so on";
  }

  private static String show(long seconds) {
    return DurationText.format(Duration.ofSeconds(seconds));
  }

  private IllegalArgumentException refused(String why, String allowed) {
    return new IllegalArgumentException(
        "window \"" + text + "\" refused: " + why + "; allowed: " + allowed);
  }
}
