package millrace.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows in aligned columns for people. Cells are made safe for a terminal; one very long cell does
 * not widen all rows.
 */
final class TextTable {
  private static final int WIDEST = 80;
  private static final String GAP = "  ";

  private final List<String> titles = new ArrayList<>();
  private final List<Boolean> right = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();

  /** Adds a column of text. */
  TextTable left(String title) {
    titles.add(Printable.text(title));
    right.add(false);
    return this;
  }

  /** Adds a column of numbers. */
  TextTable right(String title) {
    titles.add(Printable.text(title));
    right.add(true);
    return this;
  }

  /** Adds a row with a cell for each column. */
  TextTable row(List<?> cells) {
    if (cells.size() != titles.size()) {
      throw new IllegalArgumentException(
          "a row of " + cells.size() + " cells in a table of " + titles.size() + " columns");
    }
    rows.add(cells.stream().map(cell -> Printable.text(String.valueOf(cell))).toList());
    return this;
  }

  /** Adds a row with a cell for each column. */
  TextTable row(Object... cells) {
    return row(List.of(cells));
  }

  /** Prints the titles, a rule, and the rows. */
  void print(PrintStream out) {
    List<Integer> widths = new ArrayList<>();
    for (int i = 0; i < titles.size(); i++) {
      int column = i;
      int widest = rows.stream().mapToInt(row -> TextWidth.of(row.get(column))).max().orElse(0);
      widths.add(Math.max(TextWidth.of(titles.get(i)), Math.min(widest, WIDEST)));
    }
    print(out, titles, widths);
    print(out, widths.stream().map("-"::repeat).toList(), widths);
    rows.forEach(row -> print(out, row, widths));
  }

  private void print(PrintStream out, List<String> cells, List<Integer> widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      String padding = " ".repeat(Math.max(0, widths.get(i) - TextWidth.of(cells.get(i))));
      line.append(i == 0 ? "" : GAP);
      line.append(right.get(i) ? padding + cells.get(i) : cells.get(i) + padding);
    }
    out.println(line.toString().stripTrailing());
  }
}
