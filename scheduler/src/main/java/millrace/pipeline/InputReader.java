package millrace.pipeline;

import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.option.InvalidOption;
import millrace.plugin.Formats;
import millrace.record.EventTime;
import millrace.record.FileNameTime;
import millrace.record.FormatSpec;
import millrace.record.RecordFormat;
import millrace.record.TimeSource;

/** Reads the format and the time of an input, and remembers which fields its records have. */
final class InputReader {
  private static final String TIME_FORMAT =
      "iso, epoch-seconds, epoch-millis or a java.time pattern like \"dd/MMM/yyyy:HH:mm:ss Z\"";

  private final ClassLoader loader;
  private Optional<FormatSpec> spec = Optional.empty();
  private Optional<RecordFormat> format = Optional.empty();

  InputReader(ClassLoader loader) {
    this.loader = loader;
  }

  /** The format; empty until {@link #readFormat} has found a right one. */
  Optional<FormatSpec> format() {
    return spec;
  }

  /** What was expected instead of a field name; empty if the name may be right. */
  Optional<String> unknownField(String field) {
    Optional<List<String>> fields = format.flatMap(RecordFormat::fields);
    if (fields.isEmpty() || fields.get().contains(field)) {
      return Optional.empty();
    }
    return Optional.of("unknown field \"" + field + "\"" + Section.suggestion(field, fields.get()));
  }

  void readFormat(Section landing) {
    Map<String, Object> options = new HashMap<>();
    Optional<String> name = Optional.of("text");
    String expected =
        Section.anyOf(Formats.names(loader)) + ", a class name, or {class: NAME, options: {...}}";
    if (landing.find("format").filter(Node.Mapping.class::isInstance).isPresent()) {
      Section section = landing.section("format", expected).orElseThrow();
      section.allow(List.of("class", "options"));
      name = section.text("class", "a class name");
      if (!section.has("class")) {
        section.expected("class", "a class name");
      }
      options.putAll(OptionValues.of(section, "options"));
    } else if (landing.has("format")) {
      name = landing.text("format", expected);
    }
    if (name.isEmpty() || !readColumns(landing, name.get(), options)) {
      return;
    }
    FormatSpec read = new FormatSpec(name.get(), options);
    try {
      format = Optional.of(Formats.of(read, loader));
      spec = Optional.of(read);
    } catch (InvalidOption e) {
      landing.refuseAt("format.options." + e.option(), String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException e) {
      landing.refuse("format", String.valueOf(e.getMessage()));
    }
  }

  /**
   * Reads the options that stand beside the format, of csv and tsv only; false when columns are
   * needed and wrong.
   */
  private static boolean readColumns(Section landing, String format, Map<String, Object> options) {
    if (!format.equals("csv") && !format.equals("tsv")) {
      landing.unused("header", "only csv and tsv have a header");
      landing.unused("columns", "only csv and tsv have columns");
      return true;
    }
    boolean header = landing.truth("header").orElse(true);
    if (landing.has("header")) {
      options.put("header", header);
    }
    if (header) {
      landing.unused("columns", "columns are named here only with header: false");
      return true;
    }
    Optional<List<String>> columns =
        landing.oneOrMore("columns", "the names of the columns, like [time, client]");
    columns.ifPresent(names -> options.put("columns", names));
    return columns.isPresent();
  }

  /**
   * Where the time of a record comes from; by arrival if the file says nothing or something wrong.
   */
  TimeSource time(Section landing) {
    Optional<Section> found =
        landing.section("time", "a mapping like {by: event, field: time, format: iso}");
    if (found.isEmpty()) {
      return new TimeSource.Arrival();
    }
    Section section = found.get();
    section.allow(List.of("by", "field", "pattern", "format", "zone"));
    List<String> kinds = List.of("event", "file-name", "arrival");
    if (!section.has("by")) {
      section.expected("by", Section.anyOf(kinds));
    }
    Optional<String> by =
        section.value(
            "by", Section.anyOf(kinds), text -> Optional.of(text).filter(kinds::contains));
    ZoneId zone = section.zone("zone");
    Optional<TimeSource> time =
        switch (by.orElse("")) {
          case "event" -> event(section, zone);
          case "file-name" -> fileName(section, zone);
          case "arrival" -> arrival(section);
          default -> Optional.empty();
        };
    return time.orElse(new TimeSource.Arrival());
  }

  private Optional<TimeSource> event(Section section, ZoneId zone) {
    section.unused("pattern", "used only with by: file-name");
    Optional<RecordFormat.TimeField> known = format.flatMap(RecordFormat::timeField);
    Optional<String> field = known.map(RecordFormat.TimeField::name);
    String fieldExpected = "the field that holds the time";
    if (section.has("field")) {
      field = section.text("field", fieldExpected);
      Optional<String> unknown = field.flatMap(this::unknownField);
      if (unknown.isPresent()) {
        section.refuse("field", unknown.get());
        field = Optional.empty();
      }
    } else if (field.isEmpty() && format.isPresent()) {
      section.expected("field", fieldExpected);
    }
    Optional<String> timeFormat = Optional.empty();
    if (section.has("format")) {
      timeFormat = timeFormat(section, zone);
    } else if (field.isPresent() && field.equals(known.map(RecordFormat.TimeField::name))) {
      timeFormat = known.map(RecordFormat.TimeField::format);
    } else if (field.isPresent() && format.isPresent()) {
      section.expected("format", TIME_FORMAT);
    }
    return field.isPresent() && timeFormat.isPresent()
        ? Optional.of(new TimeSource.EventField(field.get(), timeFormat.get(), zone))
        : Optional.empty();
  }

  private static Optional<TimeSource> fileName(Section section, ZoneId zone) {
    section.unused("field", "used only with by: event");
    String expected = "a regular expression with a group named time, like (?<time>\\d{8})\\.log";
    if (!section.has("pattern")) {
      section.expected("pattern", expected);
    }
    if (!section.has("format")) {
      section.expected("format", TIME_FORMAT);
    }
    Optional<String> format = timeFormat(section, zone);
    Optional<String> pattern = section.text("pattern", expected);
    if (pattern.isEmpty()) {
      return Optional.empty();
    }
    try {
      FileNameTime.of(pattern.get(), format.orElse("iso"), zone);
    } catch (IllegalArgumentException e) {
      section.refuse("pattern", String.valueOf(e.getMessage()));
      return Optional.empty();
    }
    return format.map(it -> new TimeSource.FileName(pattern.get(), it, zone));
  }

  private static Optional<TimeSource> arrival(Section section) {
    for (String key : List.of("field", "pattern", "format", "zone")) {
      section.unused(key, "not used with by: arrival");
    }
    return Optional.of(new TimeSource.Arrival());
  }

  private static Optional<String> timeFormat(Section section, ZoneId zone) {
    Optional<String> format = section.text("format", TIME_FORMAT);
    if (format.isPresent()) {
      try {
        EventTime.of(format.get(), zone);
      } catch (IllegalArgumentException e) {
        section.refuse("format", String.valueOf(e.getMessage()));
        return Optional.empty();
      }
    }
    return format;
  }
}
