package millrace.job;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import millrace.aggregate.Aggregate;
import millrace.aggregate.Codec;
import millrace.aggregate.Slice;
import millrace.aggregate.WholeNumbers;

/**
 * The states of the keys of a table. What events say is heard first, each in a place of its own,
 * and told of keys later. A state that is a number is the number in the table; any other is kept
 * here, and the number is its place.
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

  /** Takes what an event says. */
  abstract void hear(int place, E event);

  /** Takes a state of another of the same aggregate. */
  abstract void hear(int place, States<E> other, int slot);

  /** What was heard is the first about a key. */
  abstract void begin(int slot, int place);

  /** What was heard is one more about a key. */
  abstract void add(int slot, int place);

  /** All that was heard has been told. */
  abstract void forget();

  /** Shows a state, encoded, until the next is shown; false if it is empty. */
  abstract boolean show(int slot, Slice into);

  /** About how many bytes the states take, and what was heard. */
  abstract long memory();

  abstract void clear();

  private static final class Numbers<E> extends States<E> {
    private final WholeNumbers<E, ?> aggregate;
    private final KeyTable table;
    private final long empty;
    private final long[] heard = new long[KeyTable.TOGETHER];

    Numbers(WholeNumbers<E, ?> aggregate, KeyTable table) {
      this.aggregate = aggregate;
      this.table = table;
      this.empty = aggregate.none();
    }

    @Override
    void hear(int place, E event) {
      heard[place] = aggregate.one(event);
    }

    @Override
    void hear(int place, States<E> other, int slot) {
      heard[place] = ((Numbers<E>) other).table.number(slot);
    }

    @Override
    void begin(int slot, int place) {
      table.number(slot, heard[place]);
    }

    @Override
    void add(int slot, int place) {
      table.number(slot, aggregate.both(table.number(slot), heard[place]));
    }

    @Override
    void forget() {
      // numbers need no room
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
    private final List<S> heard;
    private long heardBytes;
    private long bytes;

    Objects(Aggregate<E, S, ?> aggregate, KeyTable table) {
      this.aggregate = aggregate;
      this.table = table;
      this.codec = aggregate.codec();
      this.empty = aggregate.empty();
      this.heard = new ArrayList<>(Collections.nCopies(KeyTable.TOGETHER, empty));
    }

    @SuppressWarnings("unchecked") // only begin and add write states, and what they write is an S
    private S at(int slot) {
      return (S) objects[(int) table.number(slot)];
    }

    @Override
    void hear(int place, E event) {
      hearState(place, aggregate.prepare(event));
    }

    @Override
    @SuppressWarnings("unchecked") // of the same aggregate
    void hear(int place, States<E> other, int slot) {
      hearState(place, ((Objects<E, S>) other).at(slot));
    }

    private void hearState(int place, S state) {
      heard.set(place, state);
      heardBytes += codec.weight(state);
    }

    /** What was heard, which is let go. */
    private S told(int place) {
      return heard.set(place, empty);
    }

    @Override
    void begin(int slot, int place) {
      if (size == objects.length) {
        objects = Arrays.copyOf(objects, 2 * size);
      }
      S first = told(place);
      objects[size] = first;
      table.number(slot, size++);
      bytes += BYTES + codec.weight(first);
    }

    @Override
    void add(int slot, int place) {
      S before = at(slot);
      S after = aggregate.combine(before, told(place));
      objects[(int) table.number(slot)] = after;
      bytes += codec.weight(after) - codec.weight(before);
    }

    @Override
    void forget() {
      heardBytes = 0;
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
      return bytes + heardBytes;
    }

    @Override
    void clear() {
      objects = new Object[FEWEST];
      size = 0;
      bytes = 0;
    }
  }
}
