package millrace.window;

import java.time.Instant;
import java.util.NavigableSet;
import java.util.Optional;

/**
 * The buckets before an end, from a start on or from the beginning.
 *
 * @param from bucket starts at or after this are in it; empty for all that was
 * @param to bucket starts at or after this are not
 */
public record Extent(Optional<Instant> from, Instant to) {
  /** Whether the bucket that starts at {@code bucket} is in it. */
  public boolean holds(Instant bucket) {
    return bucket.isBefore(to) && from.filter(bucket::isBefore).isEmpty();
  }

  /** Whether one of these buckets is in it. */
  public boolean holdsOneOf(NavigableSet<Instant> buckets) {
    return !buckets.subSet(from.orElse(Instant.MIN), to).isEmpty();
  }

  /** Whether it holds buckets that start before {@code time}, or would if there were any. */
  public boolean reachesBefore(Instant time) {
    return from.filter(start -> !start.isBefore(time)).isEmpty();
  }

  /** Whether it begins where {@code other} begins and goes on behind its end. */
  public boolean continues(Extent other) {
    return from.equals(other.from) && other.to.isBefore(to);
  }

  /** The first of its bounds. Before it, runs may be joined without regard to this extent. */
  public Instant firstBound() {
    return from.orElse(to);
  }
}
