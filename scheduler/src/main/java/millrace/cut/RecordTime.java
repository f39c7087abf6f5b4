package millrace.cut;

import java.time.Instant;
import java.util.Optional;
import millrace.aggregate.Slice;
import millrace.pipeline.TimeSource;
import millrace.record.BadTime;
import millrace.record.EventTime;
import millrace.record.FileNameTime;
import millrace.record.Record;

/** Tells the event time of the records of one file. */
final class RecordTime {
  private final Optional<String> problem;
  private final Optional<EventTime> field;
  private final String name;
  private final TimeReading same;
  private TimeReading last;

  /** A time, or why there is none. */
  record TimeReading(Instant time, Optional<String> problem) {
    static TimeReading of(Instant time) {
      return new TimeReading(time, Optional.empty());
    }

    static TimeReading none(String reason) {
      return new TimeReading(Instant.EPOCH, Optional.of(reason));
    }
  }

  private RecordTime(
      Optional<String> problem, Optional<EventTime> field, String name, TimeReading same) {
    this.problem = problem;
    this.field = field;
    this.name = name;
    this.same = same;
    this.last = same;
  }

  static RecordTime of(RecordRules rules, String path) {
    TimeSource source = rules.time();
    if (source instanceof TimeSource.EventField event) {
      return new RecordTime(
          Optional.empty(),
          Optional.of(EventTime.of(event.format(), event.zone())),
          event.field(),
          TimeReading.of(Instant.EPOCH));
    }
    TimeReading forAll =
        source instanceof TimeSource.FileName pattern
            ? fromName(pattern, path)
            : TimeReading.of(rules.buckets().now());
    return new RecordTime(forAll.problem(), Optional.empty(), "", forAll);
  }

  private static TimeReading fromName(TimeSource.FileName pattern, String path) {
    try {
      return TimeReading.of(
          FileNameTime.of(pattern.pattern(), pattern.format(), pattern.zone()).timeOf(path));
    } catch (BadTime e) {
      return TimeReading.none(e.reason());
    }
  }

  /** Why no record of the file can have a time, if so. */
  Optional<String> problem() {
    return problem;
  }

  /** The time of a record; the same object as before where many records share a time. */
  @SuppressWarnings("ReferenceEquality") // only what is quickly seen to be equal matters
  TimeReading of(Record record) {
    if (field.isEmpty()) {
      return same;
    }
    Slice text = record.field(name);
    if (text.isEmpty()) {
      return TimeReading.none("no event time: field " + name + " is empty");
    }
    try {
      Instant time = field.get().parse(text);
      if (time != last.time()) { // the same object for the same text
        last = TimeReading.of(time);
      }
      return last;
    } catch (BadTime e) {
      return TimeReading.none("field " + name + ": " + e.reason());
    }
  }
}
