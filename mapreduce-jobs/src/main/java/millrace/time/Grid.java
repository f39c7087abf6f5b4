package millrace.time;

import java.time.Duration;
import java.time.Instant;

/**
 * Time cut into equal, half-open cells: buckets, the levels of the run tree and tumbling windows
 * are grids. Cells are aligned to 1970-01-01T00:00Z, those of whole weeks to Monday (1970-01-05).
 *
 * @param step length of a cell, whole seconds
 */
public record Grid(Duration step) {
  private static final long WEEK = Duration.ofDays(7).toSeconds();
  private static final long FIRST_MONDAY = Duration.ofDays(4).toSeconds();

  public Grid {
    if (step.toSeconds() <= 0 || !step.equals(Duration.ofSeconds(step.toSeconds()))) {
      throw new IllegalArgumentException(
          "a grid needs a step of whole seconds, at least one: " + step);
    }
  }

  private long origin() {
    return step.toSeconds() % WEEK == 0 ? FIRST_MONDAY : 0;
  }

  /** The newest bound at or before {@code time}. */
  public Instant floor(Instant time) {
    long origin = origin();
    return Instant.ofEpochSecond(
        origin
            + Math.floorDiv(time.getEpochSecond() - origin, step.toSeconds()) * step.toSeconds());
  }

  /** The oldest bound at or after {@code time}. */
  public Instant ceiling(Instant time) {
    Instant floor = floor(time);
    return floor.equals(time) ? floor : next(floor);
  }

  /** The cell that holds {@code time}. */
  public TimeRange cellOf(Instant time) {
    Instant start = floor(time);
    return new TimeRange(start, next(start));
  }

  /** The bound after {@code bound}: the end of the cell that starts there. */
  public Instant next(Instant bound) {
    return bound.plus(step);
  }

  /** The bound before {@code bound}: the start of the cell that ends there. */
  public Instant previous(Instant bound) {
    return bound.minus(step);
  }

  /** How many cells lie between two bounds. */
  public long cells(Instant from, Instant to) {
    return Duration.between(from, to).dividedBy(step);
  }

  /** The name of the cell that starts at {@code start}, as it is written in paths. */
  public String name(Instant start) {
    return BucketName.of(start, step);
  }

  public boolean isBound(Instant time) {
    return floor(time).equals(time);
  }

  /** Whether every bound of {@code coarser} is a bound of this grid. */
  public boolean divides(Grid coarser) {
    return coarser.step.toSeconds() % step.toSeconds() == 0
        && isBound(Instant.ofEpochSecond(coarser.origin()));
  }
}
