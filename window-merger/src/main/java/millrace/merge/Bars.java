package millrace.merge;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import millrace.aggregate.Cell;
import millrace.aggregate.Slice;

/**
 * The sinks of a pass in a row, with the lowest {@link RowConsumer#bar} of every stretch of them,
 * so that a row that none of a thousand sinks wants is refused by one comparison.
 */
final class Bars {
  private final List<RowConsumer> sinks;

  /**
   * A tree: the bar of node n is the lower one of nodes 2n+1 and 2n+2; a leaf's is that of its
   * sink.
   */
  private final List<Optional<Cell>> lowest;

  Bars(List<RowConsumer> sinks) {
    this.sinks = sinks;
    this.lowest = new ArrayList<>(Collections.nCopies(4 * sinks.size() + 1, Optional.empty()));
    if (!sinks.isEmpty()) {
      build(0, 0, sinks.size());
    }
  }

  private void build(int node, int low, int high) {
    if (high - low == 1) {
      lowest.set(node, sinks.get(low).bar());
      return;
    }
    int middle = (low + high) >>> 1;
    build(2 * node + 1, low, middle);
    build(2 * node + 2, middle, high);
    pull(node);
  }

  private void pull(int node) {
    Optional<Cell> left = lowest.get(2 * node + 1);
    Optional<Cell> right = lowest.get(2 * node + 2);
    boolean leftIsLower =
        left.isEmpty() || (right.isPresent() && left.get().compareTo(right.get()) <= 0);
    lowest.set(node, leftIsLower ? left : right);
  }

  /** Hands a row to those of the sinks in {@code [from, to)} that want it. */
  void offer(int from, int to, Slice key, List<Cell> cells) throws IOException {
    offer(0, 0, sinks.size(), from, to, key, cells);
  }

  private void offer(int node, int low, int high, int from, int to, Slice key, List<Cell> cells)
      throws IOException {
    if (to <= low || high <= from) {
      return;
    }
    Optional<Cell> bar = lowest.get(node);
    if (bar.isPresent() && cells.get(0).compareTo(bar.get()) <= 0) {
      return;
    }
    if (high - low == 1) {
      RowConsumer sink = sinks.get(low);
      sink.accept(key, cells);
      lowest.set(node, sink.bar());
      return;
    }
    int middle = (low + high) >>> 1;
    offer(2 * node + 1, low, middle, from, to, key, cells);
    offer(2 * node + 2, middle, high, from, to, key, cells);
    pull(node);
  }
}
