package millrace.aggregate;

import java.util.List;
import java.util.Optional;

/**
 * What is one number computed of all, and absent for none. A state is written as plain digits, and
 * kept as a {@code long} where it is a whole number.
 */
abstract class OneNumber implements Packed<Exact, Optional<Exact>, List<Cell>> {
  /** Of two numbers. */
  abstract Exact of(Exact left, Exact right);

  @Override
  public final Optional<Exact> empty() {
    return Optional.empty();
  }

  @Override
  public final Optional<Exact> prepare(Exact event) {
    return Optional.of(event);
  }

  @Override
  public final Optional<Exact> combine(Optional<Exact> left, Optional<Exact> right) {
    if (left.isEmpty() || right.isEmpty()) {
      return left.isEmpty() ? right : left;
    }
    return Optional.of(of(left.get(), right.get()));
  }

  @Override
  public final List<Cell> present(Optional<Exact> state) {
    return List.of(
        state.<Cell>map(Cell.Number::new).orElseGet(() -> new Cell.Text(ByteString.EMPTY)));
  }

  @Override
  public final Codec<Optional<Exact>> codec() {
    return OptionalExact.CODEC;
  }

  @Override
  public final long pack(Optional<Exact> state) {
    return state.isEmpty() ? TOO_LARGE : one(state.get());
  }

  @Override
  public final Optional<Exact> unpack(long number) {
    return Optional.of(Exact.of(number));
  }

  @Override
  public final long one(Exact event) {
    return event.isLong() ? event.toLong() : TOO_LARGE;
  }

  @Override
  public abstract long both(long left, long right);
}
