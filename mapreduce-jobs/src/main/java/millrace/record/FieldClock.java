package millrace.record;

import java.time.Instant;
import millrace.aggregate.Slice;

/** Reads the time in a field of the record. */
final class FieldClock implements RecordClock {
  private final String field;
  private final EventTime time;

  FieldClock(String field, EventTime time) {
    this.field = field;
    this.time = time;
  }

  @Override
  public Instant timeOf(Record record) throws BadTime {
    Slice text = record.field(field);
    if (text.isEmpty()) {
      throw new BadTime("no event time: field " + field + " is empty");
    }
    try {
      return time.parse(text);
    } catch (BadTime e) {
      throw new BadTime("field " + field + ": " + e.reason());
    }
  }
}
