package millrace.run;

import java.io.IOException;
import java.util.List;
import millrace.aggregate.Aggregate;
import millrace.aggregate.Codec;
import millrace.aggregate.Slice;

/**
 * Many sorted cursors as one: each key once, with the states of all of them combined. A key whose
 * combined state is empty is passed over. A state that only one cursor has is handed on as bytes,
 * without decoding it. Holds one pair per cursor.
 *
 * @param <S> the state
 */
public final class MergeCursor<S> implements Cursor {
  private final Aggregate<?, S, ?> aggregate;
  private final Codec<S> codec;
  private final Slice empty;
  private final List<Cursor> inputs;
  private final LoserTree<Cursor> tree;
  private final Slice key = new Slice();
  private final Slice state = new Slice();

  private MergeCursor(List<? extends Cursor> inputs, Aggregate<?, S, ?> aggregate) {
    this.aggregate = aggregate;
    this.codec = aggregate.codec();
    this.empty = new Slice(codec.encode(aggregate.empty()));
    this.inputs = List.copyOf(inputs);
    this.tree = new LoserTree<>(inputs, input -> "a run");
  }

  /** Merges {@code inputs}, which are closed with the cursor returned. */
  public static <S> Cursor of(List<? extends Cursor> inputs, Aggregate<?, S, ?> aggregate) {
    return new MergeCursor<>(inputs, aggregate);
  }

  @Override
  public boolean next() throws IOException {
    while (tree.next()) {
      if (tree.isTied()) {
        byte[] encoded = codec.encode(joined());
        state.set(encoded, 0, encoded.length);
      } else {
        state.set(tree.first().state());
      }
      if (!state.equals(empty)) {
        key.set(tree.key());
        return true;
      }
    }
    key.clear();
    state.clear();
    return false;
  }

  /** The states of all cursors that show this key, combined. */
  private S joined() throws IOException {
    S joined = codec.decode(tree.first().state());
    while (tree.isTied()) {
      tree.next();
      joined = aggregate.combine(joined, codec.decode(tree.first().state()));
    }
    return joined;
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
