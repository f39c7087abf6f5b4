package millrace.testkit;

import java.io.Serial;

/** The process is gone. No error handling of its own may see this one. */
public final class Crash extends Error {
  @Serial private static final long serialVersionUID = 1;

  Crash(String at) {
    super(at);
  }
}
