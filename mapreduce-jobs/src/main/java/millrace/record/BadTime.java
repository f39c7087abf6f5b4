package millrace.record;

/**
 * A text that is not a time. The message says why, for a human. It carries no stack trace, for
 * there may be one for every record.
 */
public final class BadTime extends Exception {
  private static final long serialVersionUID = 1;

  BadTime(String reason) {
    super(reason, null, false, false);
  }

  /** Why the text is not a time. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
