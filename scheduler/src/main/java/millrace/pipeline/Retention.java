package millrace.pipeline;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How long things are kept, counted back from the end of the newest sealed bucket that has data;
 * what is absent is kept for ever.
 *
 * @param raw the cut records of buckets
 * @param runs the runs of buckets, and with them the chance to correct a bucket
 * @param reports published reports
 */
public record Retention(
    Optional<Duration> raw, Optional<Duration> runs, Optional<Duration> reports) {
  /** Everything is kept for ever. */
  public static final Retention FOREVER =
      new Retention(Optional.empty(), Optional.empty(), Optional.empty());

  /** Whether nothing is ever deleted. */
  public boolean isForever() {
    return raw.isEmpty() && runs.isEmpty() && reports.isEmpty();
  }

  /**
   * The time up to which things are deleted: what ended at or before it is older than {@code kept}.
   */
  public static Optional<Instant> horizon(Optional<Duration> kept, Instant newest) {
    return kept.map(newest::minus);
  }
}
