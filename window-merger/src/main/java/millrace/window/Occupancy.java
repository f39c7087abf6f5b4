package millrace.window;

import java.time.Instant;
import java.util.Iterator;

/**
 * The buckets that hold records, by their starts. History can be long, so it is walked lazily and
 * never counted.
 */
@FunctionalInterface
public interface Occupancy {
  /** The starts of the buckets with records that start at or after {@code time}, ascending. */
  Iterator<Instant> from(Instant time);
}
