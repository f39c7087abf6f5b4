package millrace.verify;

/** Where a verification says what it finds. */
public interface Findings {
  /** Something is wrong: one line, with what was expected, what was found, and what to do now. */
  void problem(String line);

  /** What is looked at now: shown on a terminal, gone with the next. */
  void progress(String what);
}
