package millrace.fold;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import millrace.aggregate.Aggregate;
import millrace.aggregate.Codec;
import millrace.aggregate.Packed;
import millrace.aggregate.Slice;

/**
 * The states of the keys of a table. Events are heard first, each in a place of its own, and told
 * to keys later. A state that fits into a number is the number in the table. Any other state is
 * kept here, and the number says where.
 *
 * @param <E> what one record says about a key
 */
abstract class States<E> {
  /** States of this aggregate, none yet. */
  static <E, S> States<E> of(Aggregate<E, S, ?> aggregate, KeyTable table) {
    return aggregate instanceof Packed<E, S, ?> packed
        ? new Numbers<>(packed, table)
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

  /** Numbers in the table, as far as states fit into them. */
  private static final class Numbers<E, S> extends States<E> {
    private final Packed<E, S, ?> aggregate;
    private final KeyTable table;
    private final long empty;
    private final long[] heard = new long[KeyTable.TOGETHER];
    private final Objects<E, S> tooLarge;

    Numbers(Packed<E, S, ?> aggregate, KeyTable table) {
      this.aggregate = aggregate;
      this.table = table;
      this.empty = aggregate.pack(aggregate.empty());
      this.tooLarge = new Objects<>(aggregate, table);
    }

    private static boolean fits(long number) {
      return number >= Packed.LEAST;
    }

    @Override
    void hear(int place, E event) {
      heard[place] = aggregate.one(event);
      if (!fits(heard[place])) {
        tooLarge.hear(place, event);
      }
    }

    @Override
    @SuppressWarnings("unchecked") // of the same aggregate
    void hear(int place, States<E> other, int slot) {
      Numbers<E, S> others = (Numbers<E, S>) other;
      heard[place] = others.table.number(slot);
      if (!fits(heard[place])) {
        tooLarge.hear(place, others.tooLarge, slot);
      }
    }

    @Override
    void begin(int slot, int place) {
      if (fits(heard[place])) {
        table.number(slot, heard[place]);
      } else {
        tooLarge.begin(slot, place);
      }
    }

    @Override
    void add(int slot, int place) {
      long before = table.number(slot);
      long more = heard[place];
      if (fits(before) && fits(more)) {
        long both = aggregate.both(before, more);
        if (fits(both)) {
          table.number(slot, both);
          return;
        }
      }
      addObjects(slot, place);
    }

    /** A state that has been too large once stays an object. */
    private void addObjects(int slot, int place) {
      if (fits(heard[place])) {
        tooLarge.hearState(place, aggregate.unpack(heard[place]));
      }
      long before = table.number(slot);
      if (fits(before)) {
        tooLarge.beginWith(slot, aggregate.unpack(before));
      }
      tooLarge.add(slot, place);
    }

    @Override
    void forget() {
      tooLarge.forget();
    }

    @Override
    boolean show(int slot, Slice into) {
      long found = table.number(slot);
      if (!fits(found)) {
        return tooLarge.show(slot, into);
      }
      if (found == empty) {
        return false;
      }
      byte[] encoded = aggregate.codec().encode(aggregate.unpack(found));
      into.set(encoded, 0, encoded.length);
      return true;
    }

    @Override
    long memory() {
      return tooLarge.memory();
    }

    @Override
    void clear() {
      tooLarge.clear();
    }
  }

  private static final class Objects<E, S> extends States<E> {
    private static final int FEWEST = 512;

    /** A reference, in an array that is half full at least. */
    private static final int BYTES = 6;

    /** The number of a slot is this and an object's place: no number that stands for a state. */
    private static final long PLACE = Packed.TOO_LARGE;

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

    @SuppressWarnings("unchecked") // only beginWith and add write states, and they write an S
    private S at(int slot) {
      return (S) objects[place(slot)];
    }

    private int place(int slot) {
      return (int) (table.number(slot) - PLACE);
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

    void hearState(int place, S state) {
      heard.set(place, state);
      heardBytes += codec.weight(state);
    }

    /** What was heard, which is let go. */
    private S told(int place) {
      return heard.set(place, empty);
    }

    @Override
    void begin(int slot, int place) {
      beginWith(slot, told(place));
    }

    void beginWith(int slot, S first) {
      if (size == objects.length) {
        objects = Arrays.copyOf(objects, 2 * size);
      }
      objects[size] = first;
      table.number(slot, PLACE + size++);
      bytes += BYTES + codec.weight(first);
    }

    @Override
    void add(int slot, int place) {
      S before = at(slot);
      S after = aggregate.combine(before, told(place));
      objects[place(slot)] = after;
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
