package millrace.plugins.jsonlines;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import millrace.aggregate.ByteString;
import millrace.sink.ReportFacts;
import millrace.sink.ReportTable;
import millrace.sink.ReportUpdate.PublishedReport;
import millrace.sink.RowReader;

/**
 * The rows of a report, a JSON object each: first which window and which revision, then the columns
 * by their names.
 */
final class ReportLines {
  /** A member that says that bytes of this row are not UTF-8, and U+FFFD stands for them. */
  static final String NOT_UTF8 = "not_utf8";

  private static final List<String> FACTS =
      List.of("window_start", "window_end", "revision", "snapshot", NOT_UTF8);
  private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?");

  private final PublishedReport report;
  private final Set<String> taken = new HashSet<>(FACTS);
  private final List<String> columns = new ArrayList<>();

  /** Where the key ends. Of a job that is gone nobody knows it, and everything is text. */
  private final int firstValue;

  ReportLines(PublishedReport report) {
    this.report = report;
    ReportTable table = report.facts().table();
    table.columns().forEach(this::addColumn);
    this.firstValue = columns.isEmpty() ? Integer.MAX_VALUE : table.keyColumns().size();
  }

  /** A name of its own for each column: the second {@code count} is {@code count_2}. */
  private void addColumn(String name) {
    String own = name;
    for (int n = 2; !taken.add(own); n++) {
      own = name + "_" + n;
    }
    columns.add(own);
  }

  /** Writes a line for each row; none if there are none. */
  void write(OutputStream out) throws IOException {
    JsonObject json = new JsonObject(out);
    try (RowReader rows = report.content().rows()) {
      for (Optional<List<ByteString>> row = rows.next(); row.isPresent(); row = rows.next()) {
        writeFacts(json, report.facts());
        writeRow(json, row.get());
        json.end();
      }
    }
  }

  /** Writes the beginning of every line, which {@link ReportPlace#snapshot} reads. */
  static void writeFacts(JsonObject json, ReportFacts facts) {
    Optional<String> start = facts.from().map(Instant::toString);
    if (start.isPresent()) {
      json.text("window_start", start.get());
    } else {
      json.raw("window_start", "null");
    }
    json.text("window_end", facts.to().toString())
        .raw("revision", String.valueOf(facts.revision()))
        .raw("snapshot", String.valueOf(facts.snapshot()));
  }

  private void writeRow(JsonObject json, List<ByteString> row) {
    while (columns.size() < row.size()) {
      addColumn("column_" + (columns.size() + 1));
    }
    boolean isUtf8 = true;
    for (int i = 0; i < row.size(); i++) {
      String text = row.get(i).toString();
      if (i >= firstValue && text.isEmpty()) {
        json.raw(columns.get(i), "null");
      } else if (i >= firstValue && NUMBER.matcher(text).matches()) {
        json.raw(columns.get(i), text);
      } else {
        json.text(columns.get(i), text);
        isUtf8 &= row.get(i).isUtf8();
      }
    }
    if (!isUtf8) {
      json.raw(NOT_UTF8, "true");
    }
  }
}
