package millrace.record;

/**
 * Some text says no instant; the message says why, for a human. It carries no stack trace: there
 * may be one for every record.
 */
public final class BadTime extends Exception {
  private static final long serialVersionUID = 1;

  BadTime(String reason) {
    super(reason, null, false, false);
  }

  /** Why the text says no instant. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
