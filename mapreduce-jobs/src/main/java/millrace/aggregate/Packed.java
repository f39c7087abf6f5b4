package millrace.aggregate;

/**
 * An aggregate most of whose states fit into a {@code long}. The framework keeps these without an
 * object for each, and adds to them without an object for each record; what does not fit is kept as
 * any other state is. It means the same as without: {@link Laws} checks that.
 *
 * @param <E> what one record says about a key
 * @param <S> what is kept for a key; immutable
 * @param <R> the answer shown to a reader
 */
public interface Packed<E, S, R> extends Aggregate<E, S, R> {
  /** Said in place of a number where a state does not fit. */
  long TOO_LARGE = Long.MIN_VALUE;

  /** The least number that may stand for a state; any that is less says {@link #TOO_LARGE}. */
  long LEAST = Long.MIN_VALUE + (1L << Integer.SIZE);

  /** The number that stands for a state; different ones for states that differ. */
  long pack(S state);

  /** The state that a number stands for. */
  S unpack(long number);

  /** {@link #prepare} as a number. */
  default long one(E event) {
    return pack(prepare(event));
  }

  /** {@link #combine} as a number. */
  default long both(long left, long right) {
    return pack(combine(unpack(left), unpack(right)));
  }
}
