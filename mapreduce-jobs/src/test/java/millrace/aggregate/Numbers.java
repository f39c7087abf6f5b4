package millrace.aggregate;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Random;

/** Numbers that make trouble, and plain ones. */
public final class Numbers {
  private Numbers() {}

  /** Some number: small, around the bounds of long, with a fraction, or huge. */
  public static Exact any(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> Exact.of(random.nextInt(7) - 3);
      case 1 -> Exact.of(random.nextLong());
      case 2 -> Exact.of(Long.MAX_VALUE - random.nextInt(3));
      case 3 -> Exact.of(Long.MIN_VALUE + random.nextInt(3));
      case 4 -> Exact.of(new BigDecimal(BigInteger.valueOf(random.nextInt()), random.nextInt(12)));
      default ->
          Exact.of(new BigDecimal(new BigInteger(400, random), random.nextInt(300) - 100).negate());
    };
  }
}
