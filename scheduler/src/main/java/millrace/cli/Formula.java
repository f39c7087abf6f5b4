package millrace.cli;

/** What a spreadsheet would compute instead of showing it. */
final class Formula {
  /** In full width too: some spreadsheets take those for the same. */
  private static final String BEGINNINGS = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20";

  private Formula() {}

  /**
   * Whether a cell of this text would be one. What a spreadsheet drops while reading is no guard.
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
