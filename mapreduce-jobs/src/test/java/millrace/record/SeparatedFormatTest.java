package millrace.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeparatedFormatTest {
  private static final RecordFormat CSV = Scan.format("csv");
  private static final RecordFormat HEADERLESS =
      Scan.format("csv", "header", false, "columns", List.of("a", "b"));
  private static final List<String> FIELDS = List.of("a", "b", "c");

  private static Scan scan(String input) {
    return Scan.of(CSV, input, FIELDS);
  }

  @Test
  void theFirstRowOfEveryFileNamesTheFieldsInAnyOrder() {
    assertThat(scan("a,b\n1,2\n").records().get(0).fields())
        .isEqualTo(Map.of("a", "1", "b", "2", "c", ""));
    assertThat(scan("b,a\n1,2\n").records().get(0).fields())
        .isEqualTo(Map.of("a", "2", "b", "1", "c", ""));
  }

  @Test
  void theHeaderStandsWithoutMarkOrCarriageReturnInFrontOfAPiece() {
    Scan scan = scan("\u00ef\u00bb\u00bf\r\n\"a\",b\r\n1,2\r\n");
    assertThat(scan.header()).isEqualTo("\"a\",b\n");
    assertThat(scan.offsets()).containsExactly(12L);
    assertThat(scan.column("a")).containsExactly("1");
  }

  @Test
  void aTailIsReadByTheHeaderOfItsFile() {
    var tail = new ByteArrayInputStream(Scan.bytes("3,4\na,b\n"));
    Scan scan = Scan.of(CSV, tail, "b,a\n", Scan.NO_LIMIT, FIELDS);
    assertThat(scan.column("a")).containsExactly("4", "b");
    assertThat(scan.offsets()).containsExactly(0L, 4L);
    assertThat(scan.header()).isEqualTo("b,a\n");
  }

  @Test
  void withoutAHeaderTheColumnsAreConfigured() {
    Scan scan = Scan.of(HEADERLESS, "1,2\n3,4", FIELDS);
    assertThat(scan.header()).isEmpty();
    assertThat(scan.column("b")).containsExactly("2", "4");
    assertThat(HEADERLESS.fields()).contains(List.of("a", "b"));
    assertThat(CSV.fields()).isEmpty();
  }

  @Test
  void quotedFieldsHoldDelimitersLineEndsAndDoubledQuotes() {
    Scan scan = scan("a,b\n\"1,1\",\"x\r\ny\"\n\"\"\"q\"\"\",\"\"\n\"\",z\n");
    assertThat(scan.column("a")).containsExactly("1,1", "\"q\"", "");
    assertThat(scan.column("b")).containsExactly("x\r\ny", "", "z");
    assertThat(scan.raws()).containsExactly("\"1,1\",\"x\r\ny\"", "\"\"\"q\"\"\",\"\"", "\"\",z");
    assertThat(scan.offsets()).containsExactly(4L, 17L, 28L);
  }

  @Test
  void aQuoteInsideAPlainFieldIsContent() {
    assertThat(scan("a,b\nx\"y,\u00e9\"\n").records().get(0).fields())
        .containsEntry("a", "x\"y")
        .containsEntry("b", "\u00e9\"");
  }

  @Test
  void emptyFieldsAndBlanksAreFields() {
    Scan scan = scan("a,b,c\n,,\n , x ,\n");
    assertThat(scan.column("a")).containsExactly("", " ");
    assertThat(scan.column("b")).containsExactly("", " x ");
    assertThat(scan("a,b\n1,").column("a")).containsExactly("1");
  }

  @Test
  void emptyLinesAreNoRecords() {
    assertThat(scan("\n\r\na,b\n\n\r\r\n1,2\n\n").raws()).containsExactly("1,2");
    assertThat(scan("a\n\n\"\"\n").raws()).containsExactly("\"\"");
    assertThat(Scan.of(Scan.format("tsv"), "a\tb\n\t\n", FIELDS).raws()).containsExactly("\t");
  }

  @Test
  void anEmptyFileHasNeitherHeaderNorRecords() {
    assertThat(scan("")).isEqualTo(new Scan(List.of(), "", Map.of()));
    assertThat(scan("a,b")).isEqualTo(new Scan(List.of(), "a,b\n", Map.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1|the row has 1 fields, not 2",
        "1,2,3|the row has 3 fields, not 2",
        "\"1\"x,2|something follows the closing quote of field 1",
        "1,\"2\" |something follows the closing quote of field 2",
        "1,\"2\"\"|the quote that begins field 2 never ends"
      },
      ignoreLeadingAndTrailingWhitespace = false)
  void aBrokenRowSaysWhatIsWrong(String row, String problem) {
    assertThat(scan("a,b\n0,0\n" + row).problems()).containsExactly("", problem);
  }

  @Test
  void afterABrokenRowTheNextOneIsRead() {
    Scan scan = scan("a,b\n\"1\"\"\"x\"y,2\r\n3\n4,5\n");
    assertThat(scan.raws()).containsExactly("\"1\"\"\"x\"y,2", "3", "4,5");
    assertThat(scan.column("a")).containsExactly("4");
  }

  @Test
  void anUnterminatedQuoteTakesTheRestAndLosesNothing() {
    Scan scan = scan("a,b\n1,2\n3,\"4\n5,6\n7,8\n");
    assertThat(scan.raws()).containsExactly("1,2", "3,\"4\n5,6\n7,8\n");
    assertThat(scan.problems()).containsExactly("", "the quote that begins field 2 never ends");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a,,b|column 2 has no name",
        "a,b,a|columns 1 and 3 are both named \"a\"",
        "a,\"b|the quote that begins field 2 never ends",
        "\"a\"x,b|something follows the closing quote of field 1"
      })
  void aHeaderThatCannotBeUsedIsARecordAndSpoilsAllOthers(String header, String reason) {
    boolean open = header.endsWith("\"b");
    Scan scan = scan(header + "\n1,2,3\n4\n");
    String problem = "the header row is broken: " + reason;
    if (open) {
      assertThat(scan.raws()).containsExactly(header + "\n1,2,3\n4\n");
      assertThat(scan.problems()).containsExactly(problem);
    } else {
      assertThat(scan.raws()).containsExactly(header, "1,2,3", "4");
      assertThat(scan.problems()).containsExactly(problem, problem, problem);
      assertThat(scan.offsets()).containsExactly(0L, header.length() + 1L, header.length() + 7L);
    }
    var tail = new ByteArrayInputStream(Scan.bytes("5,6,7\n"));
    assertThat(Scan.of(CSV, tail, scan.header(), Scan.NO_LIMIT, FIELDS).problems())
        .containsExactly(problem);
  }

  @Test
  void aHeaderThatIsTooLongIsARecordAndSpoilsAllOthers() {
    var in = new ByteArrayInputStream(Scan.bytes("aaaaaaaaaa,bbbbbbbbbb\n1,2\n"));
    Scan scan = Scan.of(CSV, in, "", 10, FIELDS);
    assertThat(scan.problems())
        .containsOnly(
            "the header row is broken: the record is longer than 10 bytes: 21 bytes",
            "the record is longer than 10 bytes: 21 bytes")
        .hasSize(2);
    assertThat(scan.overflow()).isEqualTo(Map.of(0L, "aaaaaaaaaa,bbbbbbbbbb"));
    var tail = new ByteArrayInputStream(Scan.bytes("3,4\n"));
    assertThat(Scan.of(CSV, tail, scan.header(), Scan.NO_LIMIT, FIELDS).problems().get(0))
        .startsWith("the header row is broken");
  }

  @Test
  void headerNamesMayBeQuotedAndHoldAnything() {
    Scan scan = Scan.of(CSV, "\"a \"\"b\"\"\",\"c\nd\"\n1,2\n", List.of("a \"b\"", "c\nd"));
    assertThat(scan.records().get(0).fields()).isEqualTo(Map.of("a \"b\"", "1", "c\nd", "2"));
    assertThat(scan.header()).isEqualTo("\"a \"\"b\"\"\",\"c\nd\"\n");
  }

  @Test
  void tenThousandColumnsAreColumns() {
    String header =
        IntStream.range(0, 10_000).mapToObj(i -> "c" + i).collect(Collectors.joining(","));
    String row =
        IntStream.range(0, 10_000).mapToObj(Integer::toString).collect(Collectors.joining(","));
    Scan scan =
        Scan.of(
            CSV, header + "\n" + row + "\n" + ",".repeat(20_000) + "\n", List.of("c0", "c9999"));
    assertThat(scan.records().get(0).fields()).isEqualTo(Map.of("c0", "0", "c9999", "9999"));
    assertThat(scan.problems()).containsExactly("", "the row has 20001 fields, not 10000");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "heder|true|format csv: unknown option: heder (did you mean header? allowed: columns, header)",
        "header|perhaps|format csv: header: perhaps is neither true nor false",
        "columns|a|format csv: columns: a is not a list of names, as [a, b]"
      })
  void wrongOptionsAreRefused(String option, String value, String message) {
    assertThatThrownBy(
            () -> Scan.format("csv", option, value.equals("true") ? (Object) true : value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void columnsAndHeaderExcludeEachOther() {
    assertThatThrownBy(() -> Scan.format("csv", "columns", List.of("a")))
        .hasMessageContaining("add header: false");
    assertThatThrownBy(() -> Scan.format("tsv", "header", false))
        .hasMessageContaining("columns must say");
    assertThatThrownBy(() -> Scan.format("csv", "header", false, "columns", List.of("a", "a")))
        .hasMessage("format csv: columns: columns 1 and 2 are both named \"a\"");
    assertThatThrownBy(() -> Scan.format("csv", "header", false, "columns", List.of()))
        .hasMessageContaining("[] is not a list of names");
  }
}
