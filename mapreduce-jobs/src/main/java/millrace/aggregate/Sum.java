package millrace.aggregate;

import java.util.List;
import java.util.Optional;

/**
 * The exact sum of numbers. The sum of none is absent, which is not 0. A state is written as plain
 * digits.
 */
public final class Sum implements Aggregate<Exact, Optional<Exact>, List<Cell>> {
  @Override
  public String id() {
    return "sum/1";
  }

  @Override
  public Optional<Exact> empty() {
    return Optional.empty();
  }

  @Override
  public Optional<Exact> prepare(Exact event) {
    return Optional.of(event);
  }

  @Override
  public Optional<Exact> combine(Optional<Exact> left, Optional<Exact> right) {
    if (left.isEmpty() || right.isEmpty()) {
      return left.isEmpty() ? right : left;
    }
    return Optional.of(left.get().plus(right.get()));
  }

  @Override
  public List<Cell> present(Optional<Exact> state) {
    return OptionalExact.present(state);
  }

  @Override
  public Optional<RankBound> rankBound() {
    return Optional.of(RankBound.SUM);
  }

  @Override
  public Codec<Optional<Exact>> codec() {
    return OptionalExact.CODEC;
  }
}
