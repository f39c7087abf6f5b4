package millrace.sink;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** What a report holds, to be read as often as a sink likes. */
public interface ReportContent {
  /** Its rows, in order, from the first. */
  RowReader rows() throws IOException;

  /**
   * The names of the files below {@code reports/} that hold the same: the rows as Hive text tables,
   * what changed since the revision before, and {@code _report.json}. In the order in which they
   * are to be replaced: data before the file that describes it.
   */
  List<String> files();

  /** Opens one of the files. */
  InputStream open(String file) throws IOException;
}
