package millrace.engine;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waits for what comes by itself. */
final class Moments {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private Moments() {}

  /** Something that may become true. */
  interface Condition {
    boolean holds() throws Exception;
  }

  /** Asks until it is true. */
  static void await(String what, Condition condition) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!holds(what, condition)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited " + PATIENCE.toSeconds() + " s in vain until " + what);
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  private static boolean holds(String what, Condition condition) {
    try {
      return condition.holds();
    } catch (Exception e) {
      throw new AssertionError("waiting until " + what, e);
    }
  }
}
