package millrace.landing;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import millrace.pipeline.Buckets;
import millrace.pipeline.Pipeline;
import millrace.record.RecordFormat;
import millrace.time.Grid;
import millrace.time.TimeRange;

/**
 * Everything that decides where a record goes.
 *
 * @param pipeline the pipeline file
 * @param format its record format, configured
 * @param now the tick's time
 * @param sealed the span whose buckets, empty ones included, an earlier tick sealed; empty before
 *     the first
 * @param recordBytes the longest record, in bytes
 * @param bufferBytes how many bytes of cut records are kept in memory before pieces are written
 */
public record CutRules(
    Pipeline pipeline,
    RecordFormat format,
    Instant now,
    Optional<TimeRange> sealed,
    int recordBytes,
    long bufferBytes) {

  Grid grid() {
    return pipeline.buckets().grid();
  }

  boolean isSealed(Instant bucket) {
    return sealed.isPresent() && sealed.get().contains(bucket);
  }

  /** Why a record of this time cannot be cut, if it cannot. */
  Optional<String> refuses(Instant time) {
    Duration ahead = pipeline.buckets().maxAhead();
    if (time.isAfter(now.plus(ahead))) {
      return Optional.of(
          "event time %s is more than %d s ahead of the clock (%s)"
              .formatted(time, ahead.toSeconds(), now));
    }
    return Optional.empty();
  }

  /** Whether late records are set aside. */
  boolean quarantinesLate() {
    return pipeline.buckets().late() == Buckets.Late.QUARANTINE;
  }
}
