package millrace.record;

import java.time.Instant;

/**
 * Tells the event time of one record after another. Cutting and folding use the same clocks, so
 * that a job sees the time by which its record was cut. A thread uses its own.
 */
@FunctionalInterface
public interface RecordClock {
  /**
   * The event time of {@code record}. Where records in a row share a time, it is mostly the same
   * object as before, so that a caller may keep what it worked out for this time.
   *
   * @throws BadTime if it has none that can be read
   */
  Instant timeOf(Record record) throws BadTime;
}
