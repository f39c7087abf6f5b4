package millrace.merge;

import java.io.IOException;
import java.util.List;
import millrace.aggregate.Slice;
import millrace.run.Closing;
import millrace.run.LoserTree;

/**
 * Many tagged cursors as one, in order of keys. Refuses cursors whose keys do not ascend, for what
 * follows would be silently wrong.
 */
final class Interleaved implements Tagged {
  private final List<Tagged> all;
  private final LoserTree<Tagged> tree;
  private boolean begun;

  /** Takes {@code cursors}, which are closed with this one. */
  Interleaved(List<Tagged> cursors) {
    this.all = List.copyOf(cursors);
    this.tree = new LoserTree<>(all, cursor -> "source " + cursor.source());
  }

  @Override
  public boolean next() throws IOException {
    if (!begun) {
      begun = true;
      return tree.next();
    }
    Tagged before = tree.first();
    int source = before.source();
    if (!tree.next()) {
      return false;
    }
    if (tree.isRepeated() && tree.first() == before && before.source() == source) {
      throw new IOException(
          "source %d is not sorted: key %s comes after %s".formatted(source, key(), key()));
    }
    return true;
  }

  /** The current key, in bytes of this object's own; it stands until the next pair. */
  @Override
  public Slice key() {
    return tree.key();
  }

  @Override
  public int source() {
    return tree.first().source();
  }

  @Override
  public Slice state() {
    return tree.first().state();
  }

  @Override
  public void close() throws IOException {
    Closing.all(all);
  }
}
