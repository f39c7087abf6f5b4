package millrace.fold;

import java.time.Instant;
import java.util.Optional;
import millrace.aggregate.Slice;
import millrace.job.Event;
import millrace.record.BadTime;
import millrace.record.Record;
import millrace.record.RecordClock;
import org.jspecify.annotations.Nullable;

/**
 * The record at which a reader stands, as its jobs see it. One object serves all records of a
 * piece; the time of each is worked out once, and only if a job asks.
 */
final class PieceEvent implements Event {
  private final String input;
  private final RecordClock clock;
  private Record record = name -> new Slice();
  private @Nullable Instant time;
  private Optional<String> problem = Optional.empty();

  PieceEvent(String input, RecordClock clock) {
    this.input = input;
    this.clock = clock;
  }

  void moveTo(Record next) {
    record = next;
    time = null;
  }

  @Override
  public Slice field(String name) {
    return record.field(name);
  }

  @Override
  public Instant time() {
    Instant known = time;
    if (known == null) {
      known = read();
      time = known;
    }
    return known;
  }

  private Instant read() {
    try {
      return clock.timeOf(record);
    } catch (BadTime e) {
      problem = Optional.of(e.reason());
      throw new IllegalStateException("the record has no time: " + e.reason(), e);
    }
  }

  /** Why the record has no time; empty if it has one, or if nobody asked. */
  Optional<String> problem() {
    return problem;
  }

  @Override
  public String input() {
    return input;
  }
}
