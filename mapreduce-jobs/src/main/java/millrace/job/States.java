package millrace.job;

import java.util.Arrays;
import millrace.aggregate.Aggregate;
import millrace.aggregate.Codec;
import millrace.aggregate.Slice;
import millrace.aggregate.WholeNumbers;

/**
 * The states of keys that are numbered from 0, each begun with the first thing that is said about
 * its key.
 *
 * @param <E> what one record says about a key
 */
abstract class States<E> {
  private static final int FEWEST = 512;

  /** States of this aggregate, none yet. */
  @SuppressWarnings("unchecked") // whole numbers of an aggregate are about its own events
  static <E, S> States<E> of(Aggregate<E, S, ?> aggregate) {
    return aggregate instanceof WholeNumbers<?, ?>
        ? new Numbers<>((WholeNumbers<E, ?>) aggregate)
        : new Objects<>(aggregate);
  }

  /** Takes an event, for the key that is told next. */
  abstract void hear(E event);

  /** Takes a state of another of the same aggregate, for the key that is told next. */
  abstract void hear(States<E> other, int number);

  /** What was heard is the first about a key; keys come in the order of their numbers. */
  abstract void begin(int number);

  /** What was heard is one more about a key. */
  abstract void add(int number);

  /** Shows a state, encoded, until the next is shown; false if it is empty. */
  abstract boolean show(int number, Slice into);

  /** About how many bytes the states take. */
  abstract long memory();

  abstract void clear();

  private static final class Numbers<E> extends States<E> {
    /** A number, in an array that is half full at least. */
    private static final int BYTES = 12;

    private final WholeNumbers<E, ?> aggregate;
    private long[] numbers = new long[FEWEST];
    private long heard;
    private int size;

    Numbers(WholeNumbers<E, ?> aggregate) {
      this.aggregate = aggregate;
    }

    @Override
    void hear(E event) {
      heard = aggregate.one(event);
    }

    @Override
    void hear(States<E> other, int number) {
      heard = ((Numbers<E>) other).numbers[number];
    }

    @Override
    void begin(int number) {
      if (number == numbers.length) {
        numbers = Arrays.copyOf(numbers, 2 * number);
      }
      numbers[number] = heard;
      size = number + 1;
    }

    @Override
    void add(int number) {
      numbers[number] = aggregate.both(numbers[number], heard);
    }

    @Override
    boolean show(int number, Slice into) {
      long found = numbers[number];
      if (found == aggregate.none()) {
        return false;
      }
      byte[] encoded = aggregate.codec().encode(found);
      into.set(encoded, 0, encoded.length);
      return true;
    }

    @Override
    long memory() {
      return (long) size * BYTES;
    }

    @Override
    void clear() {
      numbers = new long[FEWEST];
      size = 0;
    }
  }

  private static final class Objects<E, S> extends States<E> {
    /** A reference, in an array that is half full at least. */
    private static final int BYTES = 6;

    private final Aggregate<E, S, ?> aggregate;
    private final Codec<S> codec;
    private final S empty;
    private Object[] objects = new Object[FEWEST];
    private S heard;
    private long bytes;

    Objects(Aggregate<E, S, ?> aggregate) {
      this.aggregate = aggregate;
      this.codec = aggregate.codec();
      this.empty = aggregate.empty();
      this.heard = empty;
    }

    @SuppressWarnings("unchecked") // only begin and add write states, and what they write is an S
    private S at(int number) {
      return (S) objects[number];
    }

    @Override
    void hear(E event) {
      heard = aggregate.prepare(event);
    }

    @Override
    @SuppressWarnings("unchecked") // of the same aggregate
    void hear(States<E> other, int number) {
      heard = ((Objects<E, S>) other).at(number);
    }

    @Override
    void begin(int number) {
      if (number == objects.length) {
        objects = Arrays.copyOf(objects, 2 * number);
      }
      objects[number] = heard;
      bytes += BYTES + codec.weight(heard);
    }

    @Override
    void add(int number) {
      S before = at(number);
      S after = aggregate.combine(before, heard);
      objects[number] = after;
      bytes += codec.weight(after) - codec.weight(before);
    }

    @Override
    boolean show(int number, Slice into) {
      S found = at(number);
      if (found.equals(empty)) {
        return false;
      }
      byte[] encoded = codec.encode(found);
      into.set(encoded, 0, encoded.length);
      return true;
    }

    @Override
    long memory() {
      return bytes;
    }

    @Override
    void clear() {
      objects = new Object[FEWEST];
      bytes = 0;
    }
  }
}
