package millrace.plugin;

/** A plug-in on the class path cannot be used; the message names it, its jar, and what to do. */
public final class UnusablePlugin extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnusablePlugin(String problem) {
    super(problem);
  }

  UnusablePlugin(String problem, Throwable cause) {
    super(problem, cause);
  }
}
