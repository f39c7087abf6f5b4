package millrace.record;

import millrace.aggregate.Slice;

/**
 * Bytes of the input as a reason may show them: one line, quoted, not long, nothing a terminal
 * would obey.
 */
final class Excerpt {
  private static final int LONGEST = 60;

  private Excerpt() {}

  /** The text of {@code bytes} in quotes, cut short, with control characters escaped. */
  static String of(Slice bytes) {
    boolean cut = bytes.length() > LONGEST;
    return of(
        cut ? new Slice().set(bytes.array(), bytes.offset(), LONGEST).toString() : bytes.toString(),
        cut);
  }

  /** {@code text} in quotes, cut short, with control characters escaped. */
  static String of(String text) {
    boolean cut = text.length() > LONGEST;
    return of(cut ? text.substring(0, LONGEST) : text, cut);
  }

  private static String of(String text, boolean cut) {
    var shown = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            c -> {
              int type = Character.getType(c);
              if (type == Character.CONTROL
                  || type == Character.FORMAT
                  || type == Character.LINE_SEPARATOR
                  || type == Character.PARAGRAPH_SEPARATOR
                  || type == Character.SURROGATE) {
                shown.append("\\u%04x".formatted(c));
              } else {
                shown.appendCodePoint(c);
              }
            });
    return shown.append(cut ? "\"…" : "\"").toString();
  }
}
