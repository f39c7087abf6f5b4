package millrace.cli;

import java.io.IOException;
import java.io.PrintStream;
import millrace.report.ReportFile;

/** How {@code report} prints. */
enum ReportFormat {
  /** Aligned columns, for people. */
  TABLE,
  /** The bytes of the published files. */
  TSV,
  /** RFC 4180 with a header, and no cell that a spreadsheet would run. */
  CSV,
  /** One object: the facts of {@code _report.json}, and the rows. */
  JSON;

  /** Whether rows are printed as they come. The other formats need all rows first. */
  boolean isStreamed() {
    return this != TABLE;
  }

  ReportPrinter printer(PrintStream out, ReportFile facts, int keyColumns) throws IOException {
    return switch (this) {
      case TABLE -> new ReportPrinter.Aligned(out, facts, keyColumns);
      case TSV -> new ReportPrinter.TsvReport(out);
      case CSV -> new ReportPrinter.Csv(out, facts, keyColumns);
      case JSON -> new ReportPrinter.JsonReport(out, facts, keyColumns);
    };
  }
}
