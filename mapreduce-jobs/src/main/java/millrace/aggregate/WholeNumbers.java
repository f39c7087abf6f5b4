package millrace.aggregate;

/**
 * An aggregate whose state is one whole number. Written in terms of {@code long}, it lets the
 * framework keep millions of states without an object for each; it means the same as any other
 * aggregate.
 *
 * @param <E> what one record says about a key
 * @param <R> the answer shown to a reader
 */
public interface WholeNumbers<E, R> extends Aggregate<E, Long, R> {
  /** {@link #empty} as a number. */
  long none();

  /** {@link #prepare} as a number. */
  long one(E event);

  /** {@link #combine} as a number. */
  long both(long left, long right);

  @Override
  default Long empty() {
    return none();
  }

  @Override
  default Long prepare(E event) {
    return one(event);
  }

  @Override
  default Long combine(Long left, Long right) {
    return both(left, right);
  }
}
