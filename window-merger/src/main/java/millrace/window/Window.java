package millrace.window;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import millrace.time.Grid;

/**
 * Reports that are made from the buckets they tell of: a window that ends at {@code e} holds the
 * buckets that start at or after {@link #startOf}{@code (e)} and before {@code e}.
 */
sealed interface Window extends Publication {
  /**
   * Everything up to its end; it ends with every bucket.
   *
   * @param buckets the pipeline's buckets
   */
  record Cumulative(Grid buckets) implements Window {
    @Override
    public Optional<Instant> startOf(Instant end) {
      return Optional.empty();
    }

    @Override
    public Instant endAfter(Instant time) {
      return buckets.cellOf(time).end();
    }

    /** An end at which nothing joins would say once more what the end before it said. */
    @Override
    public Instant wantedFrom(Instant end) {
      return buckets.previous(end);
    }

    @Override
    public Optional<Duration> reach() {
      return Optional.empty();
    }

    @Override
    public String toString() {
      return "cumulative";
    }
  }

  /**
   * Windows of one length, side by side, aligned as {@link Grid} says.
   *
   * @param size length of a window
   * @param text as it was written
   */
  record Tumbling(Duration size, String text) implements Window {
    @Override
    public Optional<Instant> startOf(Instant end) {
      return Optional.of(end.minus(size));
    }

    @Override
    public Instant endAfter(Instant time) {
      return new Grid(size).cellOf(time).end();
    }

    @Override
    public Optional<Duration> reach() {
      return Optional.of(size);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /**
   * Windows of one length that overlap: one ends at every bound of the step's grid.
   *
   * @param size length of a window; it need not be a multiple of the step
   * @param step from one end to the next, at most the size
   * @param text as it was written
   */
  record Sliding(Duration size, Duration step, String text) implements Window {
    @Override
    public Optional<Instant> startOf(Instant end) {
      return Optional.of(end.minus(size));
    }

    @Override
    public Instant endAfter(Instant time) {
      return new Grid(step).cellOf(time).end();
    }

    @Override
    public Optional<Duration> reach() {
      return Optional.of(size);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /**
   * Days, weeks or months as a zone's calendar has them, side by side: a day has 23 or 25 hours
   * where the clocks change. In years long gone (before 1970) and far ahead (after 2100), where a
   * zone's midnight may fall inside a bucket, the window begins with that bucket.
   *
   * @param unit day, week (from Monday) or month
   * @param zone whose calendar
   * @param buckets the pipeline's buckets
   */
  record Calendar(Unit unit, ZoneId zone, Grid buckets) implements Window {
    @Override
    public Optional<Instant> startOf(Instant end) {
      LocalDate date = unit.next(dateOf(end));
      while (!boundOf(date).isBefore(end)) {
        date = unit.previous(date);
      }
      return Optional.of(boundOf(date));
    }

    @Override
    public Instant endAfter(Instant time) {
      LocalDate date = unit.next(dateOf(time));
      while (!boundOf(date).isAfter(time)) {
        date = unit.next(date); // a day the zone skipped has no length
      }
      return boundOf(date);
    }

    private LocalDate dateOf(Instant time) {
      return unit.floor(time.atZone(zone).toLocalDate());
    }

    private Instant boundOf(LocalDate date) {
      return buckets.floor(midnight(date, zone));
    }

    /** The first moment of {@code date}, which is not 00:00 where the clocks change then. */
    static Instant midnight(LocalDate date, ZoneId zone) {
      return date.atStartOfDay(zone).toInstant();
    }

    /** A day more than the calendar says, for clocks that change. */
    @Override
    public Optional<Duration> reach() {
      return Optional.of(unit.longest().plusDays(1));
    }

    @Override
    public String toString() {
      return "tumbling " + unit.word();
    }
  }

  /** A unit of the calendar. */
  enum Unit {
    /** From midnight to midnight. */
    DAY,
    /** From Monday to Monday. */
    WEEK,
    /** From the first to the first. */
    MONTH;

    static final List<Unit> ALL = List.of(values());

    String word() {
      return switch (this) {
        case DAY -> "day";
        case WEEK -> "week";
        case MONTH -> "month";
      };
    }

    /** The longest there is, when no clock changes. */
    Duration longest() {
      return switch (this) {
        case DAY -> Duration.ofDays(1);
        case WEEK -> Duration.ofDays(7);
        case MONTH -> Duration.ofDays(31);
      };
    }

    /** The first day of the unit that holds {@code date}. */
    LocalDate floor(LocalDate date) {
      return switch (this) {
        case DAY -> date;
        case WEEK -> date.minusDays(date.getDayOfWeek().getValue() - 1L);
        case MONTH -> date.withDayOfMonth(1);
      };
    }

    LocalDate next(LocalDate first) {
      return switch (this) {
        case DAY -> first.plusDays(1);
        case WEEK -> first.plusWeeks(1);
        case MONTH -> first.plusMonths(1);
      };
    }

    LocalDate previous(LocalDate first) {
      return switch (this) {
        case DAY -> first.minusDays(1);
        case WEEK -> first.minusWeeks(1);
        case MONTH -> first.minusMonths(1);
      };
    }
  }
}
