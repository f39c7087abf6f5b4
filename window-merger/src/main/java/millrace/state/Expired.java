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
}
