package millrace.report;

import java.io.IOException;
import java.io.OutputStream;
import millrace.aggregate.Slice;

/**
 * The text of a report, as a Hive text table has it: tabs between columns, one row a line, {@code
 * \\\\ \\t \\n \\r} escaped.
 */
public final class Tsv {
  private Tsv() {}

  /**
   * Writes a column; every byte but the escaped ones as it is. Returns how many bytes were written.
   */
  public static int write(Slice text, OutputStream out) throws IOException {
    int escapes = 0;
    for (int i = 0; i < text.length(); i++) {
      byte b = text.at(i);
      char letter =
          switch (b) {
            case '\\' -> '\\';
            case '\t' -> 't';
            case '\n' -> 'n';
            case '\r' -> 'r';
            default -> 0;
          };
      if (letter == 0) {
        out.write(b);
      } else {
        out.write('\\');
        out.write(letter);
        escapes++;
      }
    }
    return text.length() + escapes;
  }

  /** Writes what stands between two columns, one byte. */
  public static int separate(OutputStream out) throws IOException {
    out.write('\t');
    return 1;
  }

  /** Writes what ends a row, one byte. */
  public static int end(OutputStream out) throws IOException {
    out.write('\n');
    return 1;
  }
}
