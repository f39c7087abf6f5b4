package millrace.record;

import java.time.Instant;

/**
 * Tells the event time of one record after another. Cutting and folding use the same clocks, so
 * that a job sees the time by which its record was cut. A thread uses its own.
 */
@FunctionalInterface
public interface RecordClock {
  /**
   * The event time of {@code record}. Mostly the same object as before where records in a row share
   * a time, so that a caller may keep what it worked out for it.
   *
   * @throws BadTime if it has none that can be read
   */
  Instant timeOf(Record record) throws BadTime;
}
