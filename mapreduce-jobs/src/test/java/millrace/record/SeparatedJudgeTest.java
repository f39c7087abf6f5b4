package millrace.record;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * FastCSV is the judge: both readers see the same rows and the same fields. Text is ISO-8859-1, so
 * that a character is a byte.
 */
class SeparatedJudgeTest {
  private static final List<String> COLUMNS = List.of("a", "b", "c");

  /**
   * The rows up to the first in which something follows a closing quote; there each reader has its
   * own way on.
   */
  private static List<List<String>> judged(String input, char delimiter) throws IOException {
    var rows = new ArrayList<List<String>>();
    try (CsvReader<CsvRecord> reader =
        CsvReader.builder()
            .fieldSeparator(delimiter)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .allowUnclosedQuote(true)
            .ofCsvRecord(input)) {
      reader.forEach(row -> rows.add(row.getFields()));
    } catch (CsvParseException e) {
      rows.add(List.of());
    }
    return rows;
  }

  @ParameterizedTest
  @CsvSource({"csv, ','", "tsv, '\t'"})
  void anyBytesAreTheSameRowsAndFields(String name, char delimiter) throws IOException {
    long seed = Long.getLong("millrace.seed", System.nanoTime());
    System.out.println("SeparatedJudgeTest " + name + ": -Dmillrace.seed=" + seed);
    var random = new Random(seed);
    RecordFormat format = Scan.format(name, "header", false, "columns", COLUMNS);
    var alphabet = new char[] {delimiter, delimiter, '"', '"', '\n', '\r', 'a', '\u00e9', ' '};
    int good = 0;
    for (int i = 0; i < 20_000; i++) {
      var input = new StringBuilder();
      for (int n = random.nextInt(24); n > 0; n--) {
        input.append(alphabet[random.nextInt(alphabet.length)]);
      }
      good +=
          compare(
              input.toString(),
              judged(input.toString(), delimiter),
              Scan.of(format, input.toString(), COLUMNS));
    }
    for (int i = 0; i < 3_000; i++) {
      String input = rows(random, delimiter);
      good += compare(input, judged(input, delimiter), Scan.of(format, input, COLUMNS));
    }
    assertThat(good).isGreaterThan(5_000);
  }

  private static int compare(String input, List<List<String>> judged, Scan scan) {
    int good = 0;
    for (int r = 0; r < judged.size(); r++) {
      List<String> fields = judged.get(r);
      Scan.Seen seen = scan.records().get(r);
      if (fields.isEmpty()) {
        assertThat(seen.problem()).as(input).startsWith("something follows the closing quote");
        return good;
      }
      if (seen.isGood()) {
        assertThat(List.copyOf(seen.fields().values())).as(input).isEqualTo(fields);
        good++;
      } else if (seen.problem().startsWith("the row has")) {
        assertThat(seen.problem())
            .as(input)
            .isEqualTo("the row has %d fields, not 3", fields.size());
        assertThat(fields.size()).as(input).isNotEqualTo(3);
      } else {
        assertThat(seen.problem()).as(input).endsWith("never ends");
      }
    }
    assertThat(scan.records()).as(input).hasSameSizeAs(judged);
    return good;
  }

  /** Rows as a writer makes them, quoted where it must and sometimes where it need not. */
  private static String rows(Random random, char delimiter) {
    var rows = new StringBuilder();
    for (int row = random.nextInt(8); row > 0; row--) {
      var fields = new ArrayList<String>();
      for (int i = 0; i < 3; i++) {
        var field = new StringBuilder();
        for (int n = random.nextInt(6); n > 0; n--) {
          field.append(
              (char)
                  (random.nextBoolean()
                      ? random.nextInt(256)
                      : "\",\t\r\n".charAt(random.nextInt(5))));
        }
        String text = field.toString();
        boolean quoted =
            random.nextInt(3) == 0
                || text.chars().anyMatch(c -> c == '"' || c == '\r' || c == '\n' || c == delimiter);
        fields.add(quoted ? '"' + text.replace("\"", "\"\"") + '"' : text);
      }
      rows.append(String.join(String.valueOf(delimiter), fields))
          .append(random.nextBoolean() ? "\n" : random.nextBoolean() ? "\r\n" : "\r");
    }
    return rows.toString();
  }
}
