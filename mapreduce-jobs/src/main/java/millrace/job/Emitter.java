package millrace.job;

import millrace.aggregate.Slice;

/**
 * Where a job says what a record means. A record about which nothing is said counts as keyless; so
 * every record is folded, filtered, rejected or keyless, and the sums of all four equal the records
 * read. A record about which more than one of these is said counts as the first of: folded,
 * rejected, filtered.
 *
 * @param <E> what one record says about a key
 */
public interface Emitter<E> {
  /**
   * Says {@code event} about {@code key}, whose bytes are copied when they are kept. An empty key
   * says nothing.
   */
  void emit(Slice key, E event);

  /** The record is not meant by this job's {@code where}. */
  void filtered();

  /** The record is meant, but what it holds cannot be computed with, for this reason. */
  void rejected(String reason);
}
