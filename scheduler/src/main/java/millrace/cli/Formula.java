package millrace.cli;

/** Recognises text that a spreadsheet would compute instead of showing it. */
final class Formula {
  /** In full width too: some spreadsheets treat these characters alike. */
  private static final String BEGINNINGS = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20";

  private Formula() {}

  /**
   * Whether a spreadsheet would take a cell of this text for a formula. Characters in front that a
   * spreadsheet drops do not prevent that.
   */
  static boolean isBegunBy(String cell) {
    int at = 0;
    while (at < cell.length() && isDropped(cell.charAt(at))) {
      at++;
    }
    return at < cell.length() && BEGINNINGS.indexOf(cell.charAt(at)) >= 0;
  }

  private static boolean isDropped(char c) {
    return c == '\ufeff'
        || (c != '\t' && c != '\r' && c != '\n' && Character.getType(c) == Character.CONTROL);
  }
}
