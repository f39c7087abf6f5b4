package millrace.aggregate;

import java.util.Optional;

/**
 * The exact sum of numbers. The sum of none is absent, which is not 0. A state is written as plain
 * digits.
 */
public final class Sum extends OneNumber {
  @Override
  public String id() {
    return "sum/1";
  }

  @Override
  Exact of(Exact left, Exact right) {
    return left.plus(right);
  }

  @Override
  public long both(long left, long right) {
    long sum = left + right;
    return Exact.hasOverflown(left, right, sum) ? TOO_LARGE : sum;
  }

  @Override
  public Optional<RankBound> rankBound() {
    return Optional.of(RankBound.SUM);
  }
}
