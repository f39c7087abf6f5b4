package millrace.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import millrace.aggregate.ByteString;
import millrace.report.ReportFile;

/**
 * Prints the rows of a report, one after the other; closing ends what was begun and leaves the
 * stream open.
 */
interface ReportPrinter extends Closeable {
  /** One row: the columns of the key, then the values. */
  void row(List<ByteString> cells) throws IOException;

  /** Recognises the numbers of a report. */
  Pattern NUMBER = Pattern.compile("-?[0-9]+(\\.[0-9]+)?");

  /** Whether a cell is a number. Values are if they look like one, keys never are. */
  static boolean isNumber(int column, int keyColumns, ByteString cell) {
    return column >= keyColumns && NUMBER.matcher(cell.toString()).matches();
  }

  /** Aligned columns under a line that says what they hold. */
  final class Aligned implements ReportPrinter {
    private final PrintStream out;
    private final TextTable table = new TextTable();

    Aligned(PrintStream out, ReportFile facts, int keyColumns) {
      this.out = out;
      out.println(
          Printable.text(
              "%s %s: %s to %s, revision %d, %d buckets with records, %d records (%d late), complete %.2f%%"
                  .formatted(
                      facts.id().job(),
                      facts.id().window(),
                      facts.edition().from().map(Object::toString).orElse("the beginning"),
                      facts.edition().to(),
                      facts.revision(),
                      facts.basis().buckets(),
                      facts.basis().tally().records(),
                      facts.basis().tally().late(),
                      100 * facts.loss().complete())));
      for (int i = 0; i < facts.columns().size(); i++) {
        if (i < keyColumns) {
          table.left(facts.columns().get(i));
        } else {
          table.right(facts.columns().get(i));
        }
      }
    }

    @Override
    public void row(List<ByteString> cells) {
      table.row(cells);
    }

    @Override
    public void close() {
      table.print(out);
    }
  }

  /** As in the published files. */
  final class TsvReport implements ReportPrinter {
    private final PrintStream out;

    TsvReport(PrintStream out) {
      this.out =
          new PrintStream(new java.io.BufferedOutputStream(out), false, StandardCharsets.UTF_8);
    }

    @Override
    public void row(List<ByteString> cells) throws IOException {
      for (int i = 0; i < cells.size(); i++) {
        if (i > 0) {
          millrace.report.Tsv.separate(out);
        }
        millrace.report.Tsv.write(cells.get(i).view(), out);
      }
      millrace.report.Tsv.end(out);
    }

    @Override
    public void close() {
      out.flush();
    }
  }

  /** Comma-separated, with a header. */
  final class Csv implements ReportPrinter {
    private final PrintStream out;
    private final int keyColumns;

    Csv(PrintStream out, ReportFile facts, int keyColumns) {
      this.out =
          new PrintStream(new java.io.BufferedOutputStream(out), false, StandardCharsets.UTF_8);
      this.keyColumns = keyColumns;
      row(facts.columns().stream().map(ByteString::of).toList());
    }

    @Override
    public void row(List<ByteString> cells) {
      for (int i = 0; i < cells.size(); i++) {
        if (i > 0) {
          out.write(',');
        }
        cell(cells.get(i), isNumber(i, keyColumns, cells.get(i)));
      }
      out.write('\r');
      out.write('\n');
    }

    private void cell(ByteString cell, boolean number) {
      byte[] bytes = cell.toBytes();
      boolean runs = !number && Formula.isBegunBy(cell.toString());
      boolean quoted = runs;
      for (byte b : bytes) {
        // where a comma divides decimals, spreadsheets take semicolons for the ends of cells
        quoted |= b == '"' || b == ',' || b == ';' || b == '\t' || b == '\r' || b == '\n';
      }
      if (quoted) {
        out.write('"');
      }
      if (runs) {
        out.write('\''); // a spreadsheet would run it as a formula, quoted or not
      }
      for (byte b : bytes) {
        if (b == '"') {
          out.write('"');
        }
        out.write(b);
      }
      if (quoted) {
        out.write('"');
      }
    }

    @Override
    public void close() {
      out.flush();
    }
  }

  /** One object. Keys that are not UTF-8 are shown with U+FFFD, and their rows say so. */
  final class JsonReport implements ReportPrinter {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final JsonGenerator json;
    private final List<String> columns;
    private final int keyColumns;

    JsonReport(PrintStream out, ReportFile facts, int keyColumns) throws IOException {
      this.columns = facts.columns();
      this.keyColumns = keyColumns;
      this.json = MAPPER.getFactory().createGenerator(out);
      json.configure(JsonGenerator.Feature.AUTO_CLOSE_TARGET, false);
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      Iterator<Map.Entry<String, JsonNode>> fields = millrace.store.Json.tree(facts).fields();
      while (fields.hasNext()) {
        Map.Entry<String, JsonNode> field = fields.next();
        json.writeFieldName(field.getKey().equals("rows") ? "published" : field.getKey());
        MAPPER.writeTree(json, field.getValue());
      }
      json.writeArrayFieldStart("rows");
    }

    @Override
    public void row(List<ByteString> cells) throws IOException {
      json.writeStartObject();
      boolean utf8 = true;
      for (int i = 0; i < cells.size(); i++) {
        json.writeFieldName(columns.get(i));
        if (isNumber(i, keyColumns, cells.get(i))) {
          json.writeNumber(cells.get(i).toString());
        } else {
          json.writeString(cells.get(i).toString());
          utf8 &= cells.get(i).isUtf8();
        }
      }
      if (!utf8) {
        json.writeBooleanField("notUtf8", true);
      }
      json.writeEndObject();
    }

    @Override
    public void close() throws IOException {
      json.writeEndArray();
      json.writeEndObject();
      json.writeRaw('\n');
      json.close();
    }
  }
}
