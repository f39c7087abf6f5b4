package millrace.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import millrace.aggregate.Aggregate;
import millrace.aggregate.Codec;
import millrace.aggregate.Slice;

/**
 * Many sorted cursors as one: each key once, with the states of all of them combined. A key whose
 * combined state is empty is passed over. A state that only one cursor has is handed on as the
 * bytes it is, without decoding. Holds one pair per cursor.
 *
 * @param <S> the state
 */
public final class MergeCursor<S> implements Cursor {
  private final Aggregate<?, S, ?> aggregate;
  private final Codec<S> codec;
  private final Slice empty;
  private final List<Cursor> inputs;

  /** The inputs that have a pair, the least key first; those in {@link #shown} are out of it. */
  private final PriorityQueue<Cursor> waiting;

  private final List<Cursor> shown = new ArrayList<>();
  private final Slice key = new Slice();
  private final Slice state = new Slice();
  private boolean begun;

  private MergeCursor(List<? extends Cursor> inputs, Aggregate<?, S, ?> aggregate) {
    this.aggregate = aggregate;
    this.codec = aggregate.codec();
    this.empty = new Slice(codec.encode(aggregate.empty()));
    this.inputs = List.copyOf(inputs);
    this.waiting =
        new PriorityQueue<>(Math.max(1, inputs.size()), Comparator.comparing(Cursor::key));
  }

  /** Merges {@code inputs}, which are closed with the cursor returned. */
  public static <S> Cursor of(List<? extends Cursor> inputs, Aggregate<?, S, ?> aggregate) {
    return new MergeCursor<>(inputs, aggregate);
  }

  @Override
  public boolean next() throws IOException {
    if (!begun) {
      begun = true;
      for (Cursor input : inputs) {
        advance(input);
      }
    }
    while (true) {
      for (Cursor input : shown) {
        advance(input);
      }
      shown.clear();
      Cursor first = waiting.poll();
      if (first == null) {
        key.clear();
        state.clear();
        return false;
      }
      shown.add(first);
      key.set(first.key());
      joinEqualKeys(first);
      if (!state.equals(empty)) {
        return true;
      }
    }
  }

  private void advance(Cursor input) throws IOException {
    if (input.next()) {
      waiting.add(input);
    }
  }

  private void joinEqualKeys(Cursor first) {
    if (!isNextEqual()) {
      state.set(first.state());
      return;
    }
    S joined = codec.decode(first.state());
    while (isNextEqual()) {
      Cursor other = waiting.remove();
      joined = aggregate.combine(joined, codec.decode(other.state()));
      shown.add(other);
    }
    byte[] encoded = codec.encode(joined);
    state.set(encoded, 0, encoded.length);
  }

  private boolean isNextEqual() {
    Cursor next = waiting.peek();
    return next != null && next.key().equals(key);
  }

  @Override
  public Slice key() {
    return key;
  }

  @Override
  public Slice state() {
    return state;
  }

  /** Closes every input, also when closing one of them fails. */
  @Override
  public void close() throws IOException {
    Closing.all(inputs);
  }
}
