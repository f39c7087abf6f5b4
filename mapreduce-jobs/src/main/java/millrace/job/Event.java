package millrace.job;

import java.time.Instant;
import millrace.aggregate.Slice;
import millrace.record.Record;

/**
 * What a job sees of a record: its fields, when it happened, and where it came from. Valid during
 * the call only, as the record is.
 */
public interface Event extends Record {
  /**
   * The event time by which the record was cut into its bucket: that of a field, of the file's
   * name, or of the tick that took the file, as the input says. Worked out when it is first asked
   * for.
   */
  Instant time();

  /** The name of the input it came from; {@code landing} where a pipeline has only one. */
  String input();

  /** The event that {@code record} tells, for those who hold all of it, as a test of a job does. */
  static Event of(Record record, Instant time, String input) {
    return new Event() {
      @Override
      public Slice field(String name) {
        return record.field(name);
      }

      @Override
      public Instant time() {
        return time;
      }

      @Override
      public String input() {
        return input;
      }
    };
  }
}
