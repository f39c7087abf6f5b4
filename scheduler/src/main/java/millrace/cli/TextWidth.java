package millrace.cli;

import java.lang.Character.UnicodeScript;

/**
 * Estimates how many columns of a terminal a text takes: Chinese, Japanese and Korean characters
 * take two, combining marks none.
 */
final class TextWidth {
  private TextWidth() {}

  static int of(String text) {
    return text.codePoints().map(TextWidth::of).sum();
  }

  private static int of(int c) {
    if (c < 0x300) {
      return 1;
    }
    int type = Character.getType(c);
    if (type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT) {
      return 0;
    }
    UnicodeScript script = UnicodeScript.of(c);
    boolean wide =
        script == UnicodeScript.HAN
            || script == UnicodeScript.HIRAGANA
            || (script == UnicodeScript.KATAKANA && c < 0xff61)
            || script == UnicodeScript.HANGUL
            || (c >= 0x3000 && c < 0x3040)
            || (c >= 0xff01 && c <= 0xff60)
            || (c >= 0x1f300 && c <= 0x1faff);
    return wide ? 2 : 1;
  }

  /** The beginning of {@code text} that fits into {@code width} columns. */
  static String cut(String text, int width) {
    int columns = 0;
    int end = 0;
    while (end < text.length()) {
      int c = text.codePointAt(end);
      columns += of(c);
      if (columns > width) {
        break;
      }
      end += Character.charCount(c);
    }
    return text.substring(0, end);
  }
}
