package millrace.merge;

import java.io.IOException;
import java.util.List;
import millrace.aggregate.Slice;
import millrace.run.Closing;

/**
 * Many tagged cursors as one, in order of keys: a heap with the cursor whose pair comes next on
 * top. Refuses cursors whose keys do not ascend, for what follows would be silently wrong.
 */
final class Interleaved implements Tagged {
  private final List<Tagged> all;
  private final Tagged[] heap;
  private final KeyBuffer key = new KeyBuffer();
  private int size;
  private boolean begun;

  /** Takes {@code cursors}, which are closed with this one. */
  Interleaved(List<Tagged> cursors) {
    this.all = List.copyOf(cursors);
    this.heap = cursors.toArray(Tagged[]::new);
  }

  @Override
  public boolean next() throws IOException {
    if (!begun) {
      begin();
    } else if (size > 0) {
      advance();
    }
    if (size == 0) {
      return false;
    }
    key.set(heap[0].key());
    return true;
  }

  private void begin() throws IOException {
    begun = true;
    for (Tagged cursor : all) {
      if (cursor.next()) {
        heap[size++] = cursor;
      }
    }
    for (int i = size / 2 - 1; i >= 0; i--) {
      sink(i);
    }
  }

  private void advance() throws IOException {
    Tagged top = heap[0];
    int source = top.source();
    if (top.next()) {
      int order = top.key().compareTo(key.view());
      if (order < 0 || (order == 0 && top.source() == source)) {
        throw new IOException(
            "source %d is not sorted: key %s comes after %s"
                .formatted(source, top.key(), key.view()));
      }
    } else {
      heap[0] = heap[--size];
    }
    sink(0);
  }

  private void sink(int from) {
    if (size == 0) {
      return;
    }
    Tagged moved = heap[from];
    int at = from;
    while (2 * at + 1 < size) {
      int child = 2 * at + 1;
      if (child + 1 < size && heap[child + 1].key().compareTo(heap[child].key()) < 0) {
        child++;
      }
      if (moved.key().compareTo(heap[child].key()) <= 0) {
        break;
      }
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = moved;
  }

  /** The current key, in bytes of this object's own; it stands until the next pair. */
  @Override
  public Slice key() {
    return key.view();
  }

  @Override
  public int source() {
    return heap[0].source();
  }

  @Override
  public Slice state() {
    return heap[0].state();
  }

  @Override
  public void close() throws IOException {
    Closing.all(all);
  }
}
