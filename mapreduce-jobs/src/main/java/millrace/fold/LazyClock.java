package millrace.fold;

import java.time.Instant;
import java.util.Optional;
import millrace.record.BadTime;
import millrace.record.Record;
import millrace.record.RecordClock;
import millrace.record.TimeSource;

/**
 * A clock that is made when it is first asked. Most jobs never ask, and making one may take longer
 * than folding a small bucket.
 */
final class LazyClock implements RecordClock {
  private final TimeSource.EventField source;
  private Optional<RecordClock> made = Optional.empty();

  LazyClock(TimeSource.EventField source) {
    this.source = source;
  }

  @Override
  public Instant timeOf(Record record) throws BadTime {
    if (made.isEmpty()) {
      made = Optional.of(source.clock());
    }
    return made.get().timeOf(record);
  }
}
