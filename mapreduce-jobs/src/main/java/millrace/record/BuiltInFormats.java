package millrace.record;

import java.util.List;

/** The formats that are there without a plug-in. */
public final class BuiltInFormats {
  private BuiltInFormats() {}

  /** All of them, in the order in which they are named to people. */
  public static List<FormatKind> kinds() {
    return List.of(
        FormatKind.of("text", TextFormat::new),
        FormatKind.of("csv", () -> new SeparatedFormat((byte) ',')),
        FormatKind.of("tsv", () -> new SeparatedFormat((byte) '\t')),
        FormatKind.of("json", JsonFormat::new),
        FormatKind.of("access-log", AccessLogFormat::new));
  }
}
