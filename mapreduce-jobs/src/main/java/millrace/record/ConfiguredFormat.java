package millrace.record;

import java.util.function.Supplier;
import millrace.option.Options;

/**
 * A kind whose formats take their options themselves.
 *
 * @param unconfigured makes a new one
 */
record ConfiguredFormat(String name, Supplier<RecordFormat> unconfigured) implements FormatKind {
  @Override
  public RecordFormat create(Options options) {
    RecordFormat format = unconfigured.get();
    format.configure(options);
    return format;
  }
}
