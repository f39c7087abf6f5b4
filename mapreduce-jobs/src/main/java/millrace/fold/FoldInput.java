package millrace.fold;

import millrace.record.FormatSpec;
import millrace.record.TimeSource;

/**
 * Where records came from, as far as it matters for reading them.
 *
 * @param name by which pieces and jobs know it
 * @param format of its records
 * @param time where their event times come from
 */
public record FoldInput(String name, FormatSpec format, TimeSource time) {}
