package millrace.aggregate;

import java.util.Optional;

/** The greatest of numbers; absent for none. A state is written as plain digits. */
public final class Max extends OneNumber {
  @Override
  public String id() {
    return "max/1";
  }

  @Override
  Exact of(Exact left, Exact right) {
    return left.compareTo(right) >= 0 ? left : right;
  }

  @Override
  public long both(long left, long right) {
    return Math.max(left, right);
  }

  @Override
  public Optional<RankBound> rankBound() {
    return Optional.of(RankBound.GREATEST);
  }
}
