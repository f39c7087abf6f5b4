package millrace.cut;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import millrace.pipeline.Buckets;
import millrace.time.Grid;
import millrace.time.TimeRange;

/**
 * Decides which bucket a record belongs to, and whether that bucket may still take it.
 *
 * @param grid of the buckets
 * @param maxAhead a record further ahead of {@code now} is quarantined
 * @param late what becomes of a record for a sealed bucket
 * @param now the tick's time
 * @param sealed the span whose buckets, empty ones included, an earlier tick sealed; empty before
 *     the first
 * @param kept records of buckets that start before this are refused, because the runs that they
 *     would correct are not kept any more; empty when all are kept
 */
public record BucketRules(
    Grid grid,
    Duration maxAhead,
    Buckets.Late late,
    Instant now,
    Optional<TimeRange> sealed,
    Optional<Instant> kept) {
  boolean isSealed(Instant bucket) {
    return sealed.isPresent() && sealed.get().contains(bucket);
  }

  /** Why a record of this time cannot be cut, if it cannot. */
  Optional<String> refuses(Instant time) {
    if (time.isAfter(now.plus(maxAhead))) {
      return Optional.of(
          "event time %s is more than %d s ahead of the clock (%s)"
              .formatted(time, maxAhead.toSeconds(), now));
    }
    return Optional.empty();
  }

  /** Why a record of this bucket comes too late to count, if it does. */
  Optional<String> refusesLate(Instant bucket) {
    if (kept.filter(bucket::isBefore).isPresent()) {
      return Optional.of(
          "late: its bucket "
              + bucket
              + " is older than what is kept to correct it (retention.runs)");
    }
    return isSealed(bucket) && late == Buckets.Late.QUARANTINE
        ? Optional.of("late: its bucket " + bucket + " is sealed")
        : Optional.empty();
  }
}
