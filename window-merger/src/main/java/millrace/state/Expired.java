package millrace.state;

import java.time.Instant;
import java.util.Optional;

/**
 * Up to where retention has deleted.
 *
 * @param raw no bucket that ends at or before this has pieces; late records set it back until they
 *     are folded
 * @param runs records of buckets that end at or before this are refused, for what they would
 *     correct is not kept
 * @param reports no report of a window that ends at or before this is kept or published
 */
public record Expired(Optional<Instant> raw, Optional<Instant> runs, Optional<Instant> reports) {
  /** Nothing was ever deleted. */
  public static final Expired NOTHING =
      new Expired(Optional.empty(), Optional.empty(), Optional.empty());

  /** The same with raw records deleted up to here. */
  public Expired withRaw(Instant end) {
    return new Expired(Optional.of(end), runs, reports);
  }

  /** The same with corrections refused up to here. */
  public Expired withRuns(Instant end) {
    return new Expired(raw, Optional.of(end), reports);
  }

  /** The same with reports deleted up to here. */
  public Expired withReports(Instant end) {
    return new Expired(raw, runs, Optional.of(end));
  }
}
