package millrace.pipeline;

import java.time.Duration;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import millrace.time.DurationText;
import millrace.time.Grid;

/**
 * How time is cut.
 *
 * @param grid of the buckets
 * @param lateness how long a bucket waits after its end before it is sealed
 * @param late what becomes of a record for a bucket that an earlier tick sealed
 * @param maxAhead a record further ahead of the clock than this is quarantined
 * @param zone for calendar windows
 */
public record Buckets(Grid grid, Duration lateness, Late late, Duration maxAhead, ZoneId zone) {

  /** What becomes of a record for a bucket that an earlier tick sealed. */
  public enum Late {
    /** Its bucket is corrected, and every window that holds it restated. */
    CORRECT,
    /** It is quarantined. */
    QUARANTINE
  }

  /** The length of a bucket, whole seconds. */
  public Duration every() {
    return grid.step();
  }

  Map<String, Object> definition() {
    Map<String, Object> definition = new LinkedHashMap<>();
    definition.put("every", DurationText.format(every()));
    definition.put("zone", zone.getId());
    return definition;
  }
}
