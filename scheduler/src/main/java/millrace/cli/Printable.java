package millrace.cli;

import java.util.Locale;

/** Text from elsewhere made safe for a terminal. */
final class Printable {
  private Printable() {}

  /**
   * {@code text} on one line, with nothing in it that a terminal obeys: control characters become
   * {@code \x1b}, characters that break lines or turn the direction of writing become <code>
   * \&#117;202e
   * </code>, half a surrogate pair a question mark.
   */
  static String text(String text) {
    if (text.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
      return text;
    }
    StringBuilder safe = new StringBuilder(text.length() + 16);
    text.codePoints().forEach(c -> append(safe, c));
    return safe.toString();
  }

  private static void append(StringBuilder safe, int c) {
    int type = Character.getType(c);
    if (type == Character.CONTROL) {
      safe.append(String.format(Locale.ROOT, "\\x%02x", c));
    } else if (type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR
        || (type == Character.FORMAT && isDangerous(c))) {
      safe.append(String.format(Locale.ROOT, "\\u%04x", c));
    } else if (type == Character.SURROGATE) {
      safe.append('?');
    } else {
      safe.appendCodePoint(c);
    }
  }

  /**
   * Overrides and isolates of the direction of writing, and the byte order mark; joiners are part
   * of many scripts.
   */
  private static boolean isDangerous(int c) {
    return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
  }
}
