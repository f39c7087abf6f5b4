package millrace.aggregate;

import java.util.Random;

/**
 * Randomness for tests that can be replayed: the seed is printed, and {@code -Dmillrace.seed=} sets
 * it.
 */
public final class Seeds {
  private Seeds() {}

  /** A source of random values with a new seed, or the one that was asked for. */
  public static Random random() {
    long seed = Long.getLong("millrace.seed", System.nanoTime());
    System.out.println("random values: replay with -Dmillrace.seed=" + seed);
    return new Random(seed);
  }
}
