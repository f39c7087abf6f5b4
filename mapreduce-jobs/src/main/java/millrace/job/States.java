package millrace.job;

import java.util.Arrays;
import millrace.aggregate.Aggregate;
import millrace.aggregate.Codec;
import millrace.aggregate.Slice;
import millrace.aggregate.WholeNumbers;

/**
 * The states of the keys of a table: what an event says is heard first, and then told of a key. A
 * state that is a number is the number in the table; any other is kept here, and that is where.
 *
 * @param <E> what one record says about a key
 */
abstract class States<E> {
  /** States of this aggregate, none yet. */
  @SuppressWarnings("unchecked") // whole numbers of an aggregate are about its own events
  static <E, S> States<E> of(Aggregate<E, S, ?> aggregate, KeyTable table) {
    return aggregate instanceof WholeNumbers<?, ?>
        ? new Numbers<>((WholeNumbers<E, ?>) aggregate, table)
        : new Objects<>(aggregate, table);
  }

  /** Takes an event, for the key that is told next. */
  abstract void hear(E event);

  /** Takes a state of another of the same aggregate, for the key that is told next. */
  abstract void hear(States<E> other, int slot);

  /** What was heard is the first about a key. */
  abstract void begin(int slot);

  /** What was heard is one more about a key. */
  abstract void add(int slot);

  /** Shows a state, encoded, until the next is shown; false if it is empty. */
  abstract boolean show(int slot, Slice into);

  /** About how many bytes the states take. */
  abstract long memory();

  abstract void clear();

  private static final class Numbers<E> extends States<E> {
    private final WholeNumbers<E, ?> aggregate;
    private final KeyTable table;
    private final long empty;
    private long heard;

    Numbers(WholeNumbers<E, ?> aggregate, KeyTable table) {
      this.aggregate = aggregate;
      this.table = table;
      this.empty = aggregate.none();
    }

    @Override
    void hear(E event) {
      heard = aggregate.one(event);
    }

    @Override
    void hear(States<E> other, int slot) {
      heard = ((Numbers<E>) other).table.number(slot);
    }

    @Override
    void begin(int slot) {
      table.number(slot, heard);
    }

    @Override
    void add(int slot) {
      table.number(slot, aggregate.both(table.number(slot), heard));
    }

    @Override
    boolean show(int slot, Slice into) {
      long found = table.number(slot);
      if (found == empty) {
        return false;
      }
      byte[] encoded = aggregate.codec().encode(found);
      into.set(encoded, 0, encoded.length);
      return true;
    }

    @Override
    long memory() {
      return 0;
    }

    @Override
    void clear() {
      // all is in the table
    }
  }

  private static final class Objects<E, S> extends States<E> {
    private static final int FEWEST = 512;

    /** A reference, in an array that is half full at least. */
    private static final int BYTES = 6;

    private final Aggregate<E, S, ?> aggregate;
    private final KeyTable table;
    private final Codec<S> codec;
    private final S empty;
    private Object[] objects = new Object[FEWEST];
    private int size;
    private S heard;
    private long bytes;

    Objects(Aggregate<E, S, ?> aggregate, KeyTable table) {
      this.aggregate = aggregate;
      this.table = table;
      this.codec = aggregate.codec();
      this.empty = aggregate.empty();
      this.heard = empty;
    }

    @SuppressWarnings("unchecked") // only begin and add write states, and what they write is an S
    private S at(int slot) {
      return (S) objects[(int) table.number(slot)];
    }

    @Override
    void hear(E event) {
      heard = aggregate.prepare(event);
    }

    @Override
    @SuppressWarnings("unchecked") // of the same aggregate
    void hear(States<E> other, int slot) {
      heard = ((Objects<E, S>) other).at(slot);
    }

    @Override
    void begin(int slot) {
      if (size == objects.length) {
        objects = Arrays.copyOf(objects, 2 * size);
      }
      objects[size] = heard;
      table.number(slot, size++);
      bytes += BYTES + codec.weight(heard);
    }

    @Override
    void add(int slot) {
      S before = at(slot);
      S after = aggregate.combine(before, heard);
      objects[(int) table.number(slot)] = after;
      bytes += codec.weight(after) - codec.weight(before);
    }

    @Override
    boolean show(int slot, Slice into) {
      S found = at(slot);
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
      size = 0;
      bytes = 0;
    }
  }
}
