package millrace.cut;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import millrace.pipeline.Buckets;
import millrace.pipeline.TimeSource;
import millrace.record.FormatSpec;
import millrace.record.Formats;
import millrace.record.RecordFormat;
import millrace.time.Grid;
import millrace.time.TimeRange;

/**
 * Everything that decides where one record goes.
 *
 * @param spec the record format as the pipeline file names it
 * @param format the same, configured
 * @param time where the event time comes from
 * @param grid of the buckets
 * @param maxAhead a record further ahead of {@code now} is quarantined
 * @param late what becomes of a record for a sealed bucket
 * @param now the tick's time
 * @param sealed the span whose buckets, empty ones included, an earlier tick sealed; empty before
 *     the first
 * @param kept records of buckets that start before this are refused, for what they would correct is
 *     not kept any more; empty when all is
 * @param recordBytes the longest record, in bytes
 */
public record RecordRules(
    FormatSpec spec,
    RecordFormat format,
    TimeSource time,
    Grid grid,
    Duration maxAhead,
    Buckets.Late late,
    Instant now,
    Optional<TimeRange> sealed,
    Optional<Instant> kept,
    int recordBytes) {

  /** The same rules as values, which a MapReduce job takes along. */
  record Portable(
      FormatSpec spec,
      Map<String, Object> time,
      Duration every,
      Duration maxAhead,
      Buckets.Late late,
      Instant now,
      Optional<Instant> sealedFrom,
      Optional<Instant> sealedTo,
      Optional<Instant> kept,
      int recordBytes) {

    RecordRules unpack(ClassLoader loader) {
      return new RecordRules(
          spec,
          Formats.of(spec, loader),
          TimeSource.of(time),
          new Grid(every),
          maxAhead,
          late,
          now,
          sealedFrom.map(from -> new TimeRange(from, sealedTo.orElseThrow())),
          kept,
          recordBytes);
    }
  }

  Portable pack() {
    return new Portable(
        spec,
        time.definition(),
        grid.step(),
        maxAhead,
        late,
        now,
        sealed.map(TimeRange::start),
        sealed.map(TimeRange::end),
        kept,
        recordBytes);
  }

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
