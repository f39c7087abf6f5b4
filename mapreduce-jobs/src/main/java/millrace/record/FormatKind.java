package millrace.record;

import java.util.function.Supplier;
import millrace.option.InvalidOption;
import millrace.option.Options;

/** A format that the pipeline file can name: {@code format: csv}. */
public interface FormatKind {
  /** What the pipeline file calls it; unique among all formats. */
  String name();

  /**
   * Makes a format, ready for use.
   *
   * @throws InvalidOption if an option is unknown or wrong
   */
  RecordFormat create(Options options);

  /** A kind whose formats are made by {@code unconfigured}, and then take their options. */
  static FormatKind of(String name, Supplier<RecordFormat> unconfigured) {
    record ConfiguredFormat(String name, Supplier<RecordFormat> unconfigured)
        implements FormatKind {
      @Override
      public RecordFormat create(Options options) {
        RecordFormat format = unconfigured.get();
        format.configure(options);
        return format;
      }
    }
    return new ConfiguredFormat(name, unconfigured);
  }
}
