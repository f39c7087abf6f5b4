package millrace.merge;

import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import millrace.aggregate.ByteString;
import millrace.aggregate.Cell;
import millrace.aggregate.Slice;

/**
 * The best rows of many, however many there are: those with the greatest first cell, ties by key
 * ascending, bytewise. It holds no more rows than it will show.
 */
public final class TopN implements RowConsumer {
  private final int limit;
  private final PriorityQueue<Row> kept = new PriorityQueue<>(TopN::worstFirst);

  /** Keeps at most {@code limit} rows, at least one. */
  public TopN(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("a top-N needs one row or more: " + limit);
    }
    this.limit = limit;
  }

  /** Takes a row; keys may come in any order, each once. */
  @Override
  public void accept(Slice key, List<Cell> cells) {
    if (kept.size() < limit) {
      kept.add(new Row(ByteString.copyOf(key), cells));
      return;
    }
    Row worst = kept.element();
    int better = cells.get(0).compareTo(worst.rank());
    if (better > 0 || (better == 0 && key.compareTo(worst.key().view()) < 0)) {
      kept.remove();
      kept.add(new Row(ByteString.copyOf(key), cells));
    }
  }

  /**
   * The first cell of the worst row kept, once there are enough; a later, greater key with the same
   * cell ranks below it.
   */
  @Override
  public Optional<Cell> bar() {
    return kept.size() < limit ? Optional.empty() : Optional.of(kept.element().rank());
  }

  /** The worst row kept, once there are enough: what does not rank before it is not kept. */
  public Optional<Row> worst() {
    return kept.size() < limit ? Optional.empty() : Optional.of(kept.element());
  }

  /** The rows, best first. */
  public List<Row> rows() {
    return kept.stream().sorted((a, b) -> worstFirst(b, a)).toList();
  }

  private static int worstFirst(Row a, Row b) {
    int order = a.rank().compareTo(b.rank());
    return order != 0 ? order : b.key().compareTo(a.key());
  }

  /**
   * A row of a report.
   *
   * @param cells at least one; the first one ranks
   */
  public record Row(ByteString key, List<Cell> cells) {
    public Row {
      cells = List.copyOf(cells);
      if (cells.isEmpty()) {
        throw new IllegalArgumentException("row " + key + " has no cells to rank by");
      }
    }

    Cell rank() {
      return cells.get(0);
    }
  }
}
