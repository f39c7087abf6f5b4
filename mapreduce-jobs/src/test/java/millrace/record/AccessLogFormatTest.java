package millrace.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessLogFormatTest {
  private static final RecordFormat FORMAT = Scan.format("access-log");
  private static final List<String> FIELDS = FORMAT.fields().orElseThrow();
  private static final String BEFORE = "10.0.0.1 - ann [01/Mar/2024:10:05:00 +0100] ";

  private static Scan scan(String input) {
    return Scan.of(FORMAT, input, FIELDS);
  }

  private static Map<String, String> fields(String line) {
    Scan scan = scan(line);
    assertThat(scan.problems()).containsExactly("");
    return scan.records().get(0).fields();
  }

  private static Map<String, String> request(String request) {
    return fields(BEFORE + "\"" + request + "\" 200 5");
  }

  @Test
  void theFieldsOfACommonLine() {
    assertThat(fields(BEFORE + "\"GET /a/b?c=d HTTP/1.1\" 200 512"))
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("client", "10.0.0.1"),
                Map.entry("identity", "-"),
                Map.entry("user", "ann"),
                Map.entry("time", "01/Mar/2024:10:05:00 +0100"),
                Map.entry("request", "GET /a/b?c=d HTTP/1.1"),
                Map.entry("status", "200"),
                Map.entry("bytes", "512"),
                Map.entry("method", "GET"),
                Map.entry("url", "/a/b?c=d"),
                Map.entry("protocol", "HTTP/1.1"),
                Map.entry("path", "/a/b"),
                Map.entry("referrer", ""),
                Map.entry("agent", "")));
  }

  @Test
  void aCombinedLineEndsWithReferrerAndAgent() {
    var fields = fields(BEFORE + "\"GET / HTTP/1.1\" 200 512 \"http://x/\" \"Mozilla \\\"5\\\"\"");
    assertThat(fields)
        .containsEntry("referrer", "http://x/")
        .containsEntry("agent", "Mozilla \\\"5\\\"");
  }

  @ParameterizedTest
  @CsvSource({
    "'',,",
    "' ',,",
    "' 0.003 gzip',,",
    "' \"r\"',,",
    "' \"r\" x',,",
    "' \"r\"x\"a\"',,",
    "' \"r\" \"a',,",
    "' \"r\" \"a\"',r,a",
    "' \"\" \"-\" \"more\" 7','',-",
    "' \"r\\\\\" \"a\"',r\\\\,a"
  })
  void afterABlankAnythingMayFollow(String rest, String referrer, String agent) {
    var fields = fields(BEFORE + "\"GET / HTTP/1.1\" 200 512" + rest);
    assertThat(fields).containsEntry("bytes", "512");
    assertThat(fields).containsEntry("referrer", referrer == null ? "" : referrer);
    assertThat(fields).containsEntry("agent", agent == null ? "" : agent);
  }

  @Test
  void bytesOfAHyphenAreZero() {
    assertThat(fields(BEFORE + "\"GET / HTTP/1.1\" 304 -"))
        .containsEntry("bytes", "0")
        .containsEntry("status", "304");
    assertThat(
            scan(BEFORE + "\"GET / HTTP/1.1\" 304 -\n" + BEFORE + "\"GET / HTTP/1.1\" 200 7")
                .column("bytes"))
        .containsExactly("0", "7");
  }

  @Test
  void aRequestIsSplitAtSingleBlanks() {
    assertThat(request("GET /a")).containsEntry("url", "/a").containsEntry("protocol", "");
    assertThat(request("-"))
        .containsEntry("method", "-")
        .containsEntry("url", "-")
        .containsEntry("path", "-");
    assertThat(request(""))
        .containsEntry("method", "")
        .containsEntry("url", "-")
        .containsEntry("protocol", "");
    assertThat(request("GET  /a"))
        .containsEntry("url", "")
        .containsEntry("path", "")
        .containsEntry("protocol", "/a");
    assertThat(request("GET /a b HTTP/1.0"))
        .containsEntry("url", "/a")
        .containsEntry("protocol", "b");
    assertThat(request("GET /?a?b HTTP/1.0"))
        .containsEntry("path", "/")
        .containsEntry("url", "/?a?b");
    assertThat(request("GET ?a HTTP/1.0")).containsEntry("path", "");
  }

  @Test
  void anEscapedQuoteDoesNotEndTheRequestAndNothingIsUnescaped() {
    assertThat(request("GET /\\\"x\\\" HTTP/1.1")).containsEntry("path", "/\\\"x\\\"");
    assertThat(request("GET /\\\\")).containsEntry("path", "/\\\\");
    assertThat(request("\\x16\\x03\u00ff"))
        .containsEntry("method", "\\x16\\x03\u00ff")
        .containsEntry("url", "-");
  }

  @Test
  void blankLinesAreNoRecords() {
    String line = BEFORE + "\"GET / HTTP/1.1\" 200 1";
    assertThat(scan("\n \t\r\n" + line + "\r\n\r\n" + line).offsets())
        .containsExactly(5L, 5L + line.length() + 4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "h|the line ends at column 2 where a blank and the identity should be",
        "h - - |the line ends at column 7 where [ before the time should be",
        " - - [t] \"r\" 200 1|column 1: expected the client, found \" - - [t] \"r\" 200 1\"",
        "h  - - [t] \"r\" 200 1|column 3: expected the identity, found \" - - [t] \"r\" 200 1\"",
        "h - - t] \"r\" 200 1|column 7: expected [ before the time, found \"t] \"r\" 200 1\"",
        "h - - [t \"r\" 200 1|the line ends at column 19 where ] after the time should be",
        "h - - [t]\"r\" 200 1|column 10: expected a blank and the request, found \"\"r\" 200 1\"",
        "h - - [t] r 200 1|column 11: expected \" before the request, found \"r 200 1\"",
        "h - - [t] \"r 200 1|the line ends at column 19 where \" after the request should be",
        "h - - [t] \"r\\|the line ends at column 14 where \" after the request should be",
        "h - - [t] \"r\"|the line ends at column 14 where a blank and the status should be",
        "h - - [t] \"r\" OK 1|column 15: expected the status, digits or -, found \"OK 1\"",
        "h - - [t] \"r\" 200|the line ends at column 18 where a blank and the bytes should be",
        "h - - [t] \"r\" 200 |the line ends at column 19 where the bytes, digits or - should be",
        "h - - [t] \"r\" 200 1k|column 20: expected a blank or the end of the line, found \"k\"",
        "h - - [t] \"r\" 200 -1|column 20: expected a blank or the end of the line, found \"1\""
      },
      ignoreLeadingAndTrailingWhitespace = false)
  void aBrokenLineSaysWhatIsWrongAndWhere(String line, String problem) {
    assertThat(scan(line + "\n" + BEFORE + "\"GET / HTTP/1.1\" 200 1\n").problems())
        .containsExactly(problem, "");
  }

  @Test
  void aUserMayHoldBlanks() {
    assertThat(fields("h - anna [at] home [t] \"r\" 200 1"))
        .containsEntry("user", "anna [at] home")
        .containsEntry("time", "t");
  }

  @ParameterizedTest
  @ValueSource(strings = {"h - - [] \"\" - -", "h - - [t] \"r\" 1234567 99999999999999999999"})
  void whatTheGrammarAllowsIsARecord(String line) {
    assertThat(scan(line).problems()).containsExactly("");
  }

  @Test
  void itKnowsItsTime() {
    assertThat(FORMAT.timeField())
        .contains(new RecordFormat.TimeField("time", "dd/MMM/yyyy:HH:mm:ss Z"));
  }
}
