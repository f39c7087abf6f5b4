package millrace.landing;

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
  private final Reading same;
  private Reading last;

  /** A time, or why there is none. */
  record Reading(Instant time, Optional<String> problem) {
    static Reading of(Instant time) {
      return new Reading(time, Optional.empty());
    }

    static Reading none(String reason) {
      return new Reading(Instant.EPOCH, Optional.of(reason));
    }
  }

  private RecordTime(
      Optional<String> problem, Optional<EventTime> field, String name, Reading same) {
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
          Reading.of(Instant.EPOCH));
    }
    Reading forAll =
        source instanceof TimeSource.FileName pattern
            ? fromName(pattern, path)
            : Reading.of(rules.now());
    return new RecordTime(forAll.problem(), Optional.empty(), "", forAll);
  }

  private static Reading fromName(TimeSource.FileName pattern, String path) {
    try {
      return Reading.of(
          FileNameTime.of(pattern.pattern(), pattern.format(), pattern.zone()).timeOf(path));
    } catch (BadTime e) {
      return Reading.none(e.reason());
    }
  }

  /** Why no record of the file can have a time, if so. */
  Optional<String> problem() {
    return problem;
  }

  /** The time of a record; the same object as before where many records share a time. */
  @SuppressWarnings("ReferenceEquality") // only what is quickly seen to be equal matters
  Reading of(Record record) {
    if (field.isEmpty()) {
      return same;
    }
    Slice text = record.field(name);
    if (text.isEmpty()) {
      return Reading.none("no event time: field " + name + " is empty");
    }
    try {
      Instant time = field.get().parse(text);
      if (time != last.time()) { // the same object for the same text
        last = Reading.of(time);
      }
      return last;
    } catch (BadTime e) {
      return Reading.none("field " + name + ": " + e.reason());
    }
  }
}
