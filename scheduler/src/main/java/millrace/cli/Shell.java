package millrace.cli;

/** Writes words so that a shell can read them. */
final class Shell {
  private Shell() {}

  /** The word, quoted where a shell would not take it as one word. */
  static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./:+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
