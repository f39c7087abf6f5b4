package millrace.cli;

/** The exit code of a command. */
final class ExitCode {
  /** Done, or nothing to do. */
  static final int DONE = 0;

  /** A job or merge failed, or a report is stale; the next tick tries again. */
  static final int FAILED = 1;

  /** Wrong usage or configuration; nothing was done. */
  static final int REFUSED = 2;

  /** Another living attempt holds the pipeline. */
  static final int HELD = 4;

  private ExitCode() {}
}
