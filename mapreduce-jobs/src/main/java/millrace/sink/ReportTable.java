package millrace.sink;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * The columns and rows of a report. A report of a job that the pipeline file does not declare any
 * more has no names for its columns.
 *
 * @param keyColumns names of the columns of the key, in order
 * @param valueColumns names of the columns that follow them
 * @param top how many rows at most, in rank order; empty if all keys are there, in key order
 * @param rows how many there are
 */
public record ReportTable(
    List<String> keyColumns, List<String> valueColumns, OptionalInt top, long rows) {
  public ReportTable {
    keyColumns = List.copyOf(keyColumns);
    valueColumns = List.copyOf(valueColumns);
  }

  /** The names of all columns: those of the key, then those of the values. */
  public List<String> columns() {
    return Stream.concat(keyColumns.stream(), valueColumns.stream()).toList();
  }
}
