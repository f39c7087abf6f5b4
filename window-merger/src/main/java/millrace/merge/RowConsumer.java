package millrace.merge;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import millrace.aggregate.Cell;
import millrace.aggregate.Slice;

/** What becomes of the rows of one report. */
@FunctionalInterface
public interface RowConsumer {
  /**
   * Takes a row; rows come in ascending order of their keys.
   *
   * @param key valid during the call
   * @param cells what the key's state presents; the first one ranks
   */
  void accept(Slice key, List<Cell> cells) throws IOException;

  /**
   * Rows whose first cell is not greater than this are not wanted, now or later, and need not be
   * handed over; empty when all rows are wanted. Asked again after each row.
   */
  default Optional<Cell> bar() {
    return Optional.empty();
  }
}
