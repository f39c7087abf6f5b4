package millrace.aggregate;

import java.util.List;
import java.util.Optional;

/** The least of numbers; absent for none. A state is written as plain digits. */
public final class Min implements Aggregate<Exact, Optional<Exact>, List<Cell>> {
  @Override
  public String id() {
    return "min/1";
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
    return left.get().compareTo(right.get()) <= 0 ? left : right;
  }

  @Override
  public List<Cell> present(Optional<Exact> state) {
    return OptionalExact.present(state);
  }

  @Override
  public Optional<RankBound> rankBound() {
    return Optional.of(RankBound.GREATEST);
  }

  @Override
  public Codec<Optional<Exact>> codec() {
    return OptionalExact.CODEC;
  }
}
