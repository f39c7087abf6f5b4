package millrace.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFormatTest {
  private static final RecordFormat FORMAT = Scan.format("json");

  private static String value(String json, String field) {
    Scan scan = Scan.of(FORMAT, json, List.of("other", field));
    assertThat(scan.problems()).containsExactly("");
    return scan.column(field).get(0);
  }

  private static String problem(String json) {
    return Scan.of(FORMAT, json, List.of()).problems().get(0);
  }

  private static String utf8(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"a\":\"x\"}|x",
        "{\"a\":\"\"}|''",
        "{\"a\":null}|''",
        "{}|''",
        "{\"b\":1}|''",
        "{\"a\":1.50e+3}|1.50e+3",
        "{ \"a\" : -0 }|-0",
        "{\"a\":1E5}|1E5",
        "{\"a\":123456789012345678901234567890}|123456789012345678901234567890",
        "{\"a\":true,\"b\":2}|true",
        "{\"a\": false }|false",
        "{\"a\":[1, {\"b\":\"]\"}] }|[1, {\"b\":\"]\"}]",
        "{\"a\":{ \"b\" : [ ] },\"c\":1}|{ \"b\" : [ ] }",
        "{\"c\":{\"a\":1}}|''",
        "{\"a\":1,\"a\":2}|2",
        "{\"a\":1,\"a\":null}|''",
        "{\"\\u0061\":7}|7"
      })
  void aValueIsWhatWasWritten(String json, String value) {
    assertThat(value(json, "a")).isEqualTo(value);
  }

  @Test
  void escapesMeanTheirCharacters() {
    assertThat(value("{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00\"}", "a"))
        .isEqualTo("\"\\/\b\f\n\r\t" + utf8("é😀"));
    assertThat(value("{\"a\":\"" + utf8("é😀") + "\"}", "a")).isEqualTo(utf8("é😀"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"a\":{\"b\":{\"c\":5}}}|5",
        "{\"a.b.c\":5}|5",
        "{\"a\":{\"b.c\":5}}|5",
        "{\"a.b\":{\"c\":5}}|5",
        "{\"a\":{\"b\":5}}|''",
        "{\"a\":[{\"b\":{\"c\":5}}]}|''",
        "{\"a\":{\"b\":{\"c\":5}},\"a\":3}|''",
        "{\"a\":3,\"a\":{\"b\":{\"c\":5}}}|5"
      })
  void dotsLeadIntoObjects(String json, String value) {
    assertThat(value(json, "a.b.c")).isEqualTo(value);
  }

  @Test
  void anObjectAndWhatItHoldsMayBothBeAskedFor() {
    Scan scan =
        Scan.of(
            FORMAT, "{\"a\":{\"b\":\"x\\ty\"}}\n{\"a\":{\"b\":2}}\n{}\n", List.of("a", "a.b", "a"));
    assertThat(scan.column("a")).containsExactly("{\"b\":\"x\\ty\"}", "{\"b\":2}", "");
    assertThat(scan.column("a.b")).containsExactly("x\ty", "2", "");
  }

  @Test
  void blankLinesAreNoRecordsAndBlanksAroundAnObjectAreNothing() {
    Scan scan = Scan.of(FORMAT, "\n \t\r\n {\"a\":1} \t\r\n\r\n{\"a\":2}", List.of("a"));
    assertThat(scan.column("a")).containsExactly("1", "2");
    assertThat(scan.offsets()).containsExactly(5L, 19L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[1]|column 1: not an object",
        "1|column 1: not an object",
        "{\"a\":1} x|column 10: not JSON",
        "{\"a\":1} {}|column 9: something follows the object",
        "{\"a\":1|column 7: not JSON",
        "{\"a\":01}|not JSON",
        "{\"a\":1,}|not JSON",
        "{a:1}|not JSON",
        "{'a':1}|not JSON",
        "{\"a\":NaN}|not JSON",
        "{\"a\":\"x|not JSON",
        "{\"a\":tru}|not JSON",
        "{\"a\":\"\\x\"}|not JSON",
        "{\"a\":1}//x|not JSON"
      })
  void whatIsNotOneObjectIsAProblem(String json, String problem) {
    assertThat(problem(json)).contains(problem);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":\"\u00e9\"}",
        "{\"a\":\"\u00c0\u00af\"}",
        "{\"a\":\"\u00ed\u00a0\u0080\"}",
        "{\"a\":\"\u00f4\u0090\u0080\u0080\"}",
        "{\"a\":\"\u00f0\u0080\u0080\u0080\"}",
        "{\"a\":\"\u00e2\u0082\"}",
        "{\"a\":\"\u00e2\u0082",
        "{\"\u00ff\":1}"
      })
  void bytesThatAreNotUtf8AreAProblem(String json) {
    assertThat(problem(json)).matches("column \\d+: not UTF-8");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":\"\\ud83d\"}",
        "{\"a\":\"\\ude00\"}",
        "{\"a\":\"\\ud83dx\"}",
        "{\"a\":\"\\ud83d\\u0041\"}",
        "{\"\\uD83D\\\\ude00\":1}"
      })
  void halfAPairOfSurrogatesIsAProblem(String json) {
    assertThat(problem(json)).matches("column \\d+: half of a surrogate pair");
    assertThat(problem("{\"a\":\"\\\\ud83d\"}")).isEmpty();
  }

  @Test
  void controlCharactersAreAProblemAndNoLineIsTakenForUtf16() {
    assertThat(problem("{\"a\":\"\u0001\"}")).isEqualTo("column 7: a control character, \\u0001");
    assertThat(problem("{\u0000}\u0000")).isEqualTo("column 2: a control character, \\u0000");
    assertThat(problem("{\"a\":\"\t\"}")).contains("not JSON");
  }

  @Test
  void afterABrokenLineTheNextOneIsRead() {
    Scan scan = Scan.of(FORMAT, "{\"a\":{\n{\"a\":2}\n", List.of("a"));
    assertThat(scan.column("a")).containsExactly("2");
    assertThat(scan.raws()).containsExactly("{\"a\":{", "{\"a\":2}");
  }

  @Test
  void depthWithoutEndIsAProblemAndNoOverflowOfTheStack() {
    assertThat(problem("{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}"))
        .contains("not JSON");
  }

  @Test
  void longNumbersAndNamesStayWhatTheyAre() {
    String digits = "1".repeat(5000);
    assertThat(value("{\"a\":" + digits + "}", "a")).isEqualTo(digits);
    String name = "n".repeat(60_000);
    assertThat(value("{\"" + name + "\":1}", name)).isEqualTo("1");
  }
}
