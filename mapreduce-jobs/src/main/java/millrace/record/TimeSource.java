package millrace.record;

import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where the event time of a record comes from. */
public sealed interface TimeSource {
  /** The part of it that cannot change under existing state. */
  Map<String, Object> definition();

  /**
   * A clock for the records of one file.
   *
   * @param path of the file, below the landing directory
   * @param arrival the time of the tick that takes the file
   * @throws BadTime if no record of the file can have a time
   */
  RecordClock clockOf(String path, Instant arrival) throws BadTime;

  /** Reads what {@link #definition} wrote. */
  static TimeSource of(Map<String, Object> definition) {
    String by = String.valueOf(definition.get("by"));
    String format = String.valueOf(definition.get("format"));
    return switch (by) {
      case "event" ->
          new EventField(String.valueOf(definition.get("field")), format, zone(definition));
      case "file-name" ->
          new FileName(String.valueOf(definition.get("pattern")), format, zone(definition));
      case "arrival" -> new Arrival();
      default -> throw new IllegalArgumentException("no source of times: " + definition);
    };
  }

  private static ZoneId zone(Map<String, Object> definition) {
    return ZoneId.of(String.valueOf(definition.get("zone")));
  }

  /**
   * A field of the record.
   *
   * @param field its name
   * @param format as {@link EventTime#of} takes it
   * @param zone for times that carry none
   */
  record EventField(String field, String format, ZoneId zone) implements TimeSource {
    @Override
    public Map<String, Object> definition() {
      return ordered("by", "event", "field", field, "format", format, "zone", zone.getId());
    }

    @Override
    public RecordClock clockOf(String path, Instant arrival) {
      return clock();
    }

    /** A clock for the records of any file. */
    public RecordClock clock() {
      return new FieldClock(field, EventTime.of(format, zone));
    }
  }

  /**
   * The name of the file, for all its records; parameters as {@link FileNameTime#of} takes them.
   *
   * @param pattern a regular expression with a group {@code (?<time>...)}
   * @param format how the group writes the time
   * @param zone for times that carry none
   */
  record FileName(String pattern, String format, ZoneId zone) implements TimeSource {
    @Override
    public Map<String, Object> definition() {
      return ordered("by", "file-name", "pattern", pattern, "format", format, "zone", zone.getId());
    }

    @Override
    public RecordClock clockOf(String path, Instant arrival) throws BadTime {
      Instant time = names().timeOf(path);
      return record -> time;
    }

    /** Reads the times of file after file; a thread uses its own. */
    public FileNameTime names() {
      return FileNameTime.of(pattern, format, zone);
    }
  }

  /** The clock of the tick that took the file, for all its records. */
  record Arrival() implements TimeSource {
    @Override
    public Map<String, Object> definition() {
      return ordered("by", "arrival");
    }

    @Override
    public RecordClock clockOf(String path, Instant arrival) {
      return record -> arrival;
    }
  }

  private static Map<String, Object> ordered(String... pairs) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put(pairs[i], pairs[i + 1]);
    }
    return map;
  }
}
