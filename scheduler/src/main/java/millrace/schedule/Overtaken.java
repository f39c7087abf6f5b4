package millrace.schedule;

import java.io.IOException;

/**
 * Another attempt committed first; what this one worked out was for a state that is gone. Read
 * again, decide anew.
 */
final class Overtaken extends IOException {
  private static final long serialVersionUID = 1;

  Overtaken(long number) {
    super("snapshot " + number + " was written by another attempt");
  }
}
