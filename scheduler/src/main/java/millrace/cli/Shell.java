package millrace.cli;

/** Words for a shell to read again. */
final class Shell {
  private Shell() {}

  /** The word as a shell takes it for one. */
  static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./:+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
