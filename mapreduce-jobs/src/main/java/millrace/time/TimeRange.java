package millrace.time;

import java.time.Duration;
import java.time.Instant;

/** A half-open span of event time: {@code start} belongs to it, {@code end} does not. */
public record TimeRange(Instant start, Instant end) implements Comparable<TimeRange> {
  public TimeRange {
    if (!start.isBefore(end)) {
      throw new IllegalArgumentException("empty time range: start=" + start + " end=" + end);
    }
  }

  public boolean contains(Instant time) {
    return !time.isBefore(start) && time.isBefore(end);
  }

  /** Whether all of {@code other} lies inside. */
  public boolean encloses(TimeRange other) {
    return !other.start.isBefore(start) && !other.end.isAfter(end);
  }

  public boolean overlaps(TimeRange other) {
    return start.isBefore(other.end) && other.start.isBefore(end);
  }

  public Duration length() {
    return Duration.between(start, end);
  }

  /** By start, then by end. */
  @Override
  public int compareTo(TimeRange other) {
    int byStart = start.compareTo(other.start);
    return byStart != 0 ? byStart : end.compareTo(other.end);
  }

  @Override
  public String toString() {
    return "[" + start + ", " + end + ")";
  }
}
