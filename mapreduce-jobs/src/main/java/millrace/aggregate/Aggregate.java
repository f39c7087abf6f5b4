package millrace.aggregate;

import java.util.Optional;

/**
 * How an event becomes a state, how two states join, and how a state becomes an answer. Because
 * {@link #combine} is associative and commutative with {@link #empty} as its identity, buckets may
 * be merged early, late, or in any grouping, and the answer is the same. {@link Laws} checks it.
 *
 * @param <E> what one record says about a key
 * @param <S> what is kept for a key; immutable
 * @param <R> the answer shown to a reader
 */
public interface Aggregate<E, S, R> {
  /**
   * The name stored with every run, as {@code mean/1}; it changes whenever the meaning or the bytes
   * of {@code S} change.
   */
  String id();

  /**
   * The state of a key nothing was ever said about. A key whose state is equal to it is dropped.
   */
  S empty();

  /** The state of a key about which one thing was said. */
  S prepare(E event);

  /** Joins two states; associative and commutative, with {@link #empty} as identity. */
  S combine(S left, S right);

  /** The answer a state gives. */
  R present(S state);

  /** How states are written in runs. */
  Codec<S> codec();

  /**
   * How far joining states can lift a key in a ranking, when that can be said of ranks alone. Empty
   * by default, which is right for every aggregate: a top-N then reads all there is.
   */
  default Optional<RankBound> rankBound() {
    return Optional.empty();
  }
}
