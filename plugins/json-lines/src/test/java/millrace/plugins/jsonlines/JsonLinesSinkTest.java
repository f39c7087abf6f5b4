package millrace.plugins.jsonlines;

import static millrace.plugins.jsonlines.Reports.FILE;
import static millrace.plugins.jsonlines.Reports.cumulative;
import static millrace.plugins.jsonlines.Reports.revision;
import static millrace.plugins.jsonlines.Reports.row;
import static millrace.plugins.jsonlines.Reports.window;
import static millrace.plugins.jsonlines.Reports.withdrawn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import millrace.aggregate.ByteString;
import millrace.sink.Fence;
import millrace.sink.ReportId;
import millrace.sink.ReportUpdate;
import millrace.sink.ReportUpdate.PublishedReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JsonLinesSinkTest {
  private static final Fence OPEN = () -> {};
  private static final String REVISION =
      "\"window_start\":\"2024-03-01T10:00:00Z\",\"window_end\":\"2024-03-01T11:00:00Z\",\"revision\":%d,\"snapshot\":%d";

  @TempDir Path directory;

  private JsonLinesSink sink() {
    return new JsonLinesSink(
        new org.apache.hadoop.fs.Path(directory.toUri()), () -> new LocalReportFiles(directory));
  }

  private void deliver(ReportUpdate... updates) throws IOException {
    sink().deliver(List.of(updates), OPEN);
  }

  private String read() throws IOException {
    return Files.readString(directory.resolve(FILE));
  }

  private JsonNode line(PublishedReport report) throws IOException {
    deliver(report);
    return new ObjectMapper().readTree(read());
  }

  /** All files that a reader of directories would take. */
  private List<String> visible() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> directory.relativize(file).toString())
          .filter(file -> !file.startsWith("_") && !file.contains("/_"))
          .sorted()
          .toList();
    }
  }

  private List<String> drafts() throws IOException {
    return new LocalReportFiles(directory).names(ReportPlace.DRAFTS);
  }

  @Test
  void aReportIsAFileWithALineForEachRow() throws IOException {
    deliver(revision(3, 14, row("/a", "5"), row("/b", "-2.50")));
    assertThat(read().lines())
        .containsExactly(
            "{" + REVISION.formatted(3, 14) + ",\"path\":\"/a\",\"count\":5}",
            "{" + REVISION.formatted(3, 14) + ",\"path\":\"/b\",\"count\":-2.50}");
    assertThat(visible()).containsExactly(FILE);
    assertThat(drafts()).isEmpty();
  }

  @Test
  void aWindowThatHoldsEverythingHasNoStart() throws IOException {
    JsonNode line = line(cumulative(revision(1, 2, row("/a", "5"))));
    assertThat(line.path("window_start").isNull()).isTrue();
    assertThat(line.path("window_end").textValue()).isEqualTo("2024-03-01T11:00:00Z");
  }

  @Test
  void valuesThatAreNumbersAreNumbersAndKeysNever() throws IOException {
    JsonNode line =
        line(
            Reports.of(
                1,
                2,
                List.of("status"),
                List.of("a", "b", "c", "d", "e"),
                List.of(row("200", "12345678901234567890.5", "007", "1e5", "", "x"))));
    assertThat(line.path("status").textValue()).isEqualTo("200");
    assertThat(line.path("a").isNumber()).isTrue();
    assertThat(read()).contains("\"a\":12345678901234567890.5,");
    assertThat(line.path("b").textValue()).isEqualTo("007");
    assertThat(line.path("c").textValue()).isEqualTo("1e5");
    assertThat(line.path("d").isNull()).isTrue();
    assertThat(line.path("e").textValue()).isEqualTo("x");
  }

  @Test
  void aKeyMayHoldAnything() throws IOException {
    String odd =
        "\"quoted\" \\ back\tslash\r\n\u0000\u001f\u007f \u00e9 \u4e2d \ud83d\ude00 \u2028 { } [";
    JsonNode line = line(revision(1, 2, row(odd, "1")));
    assertThat(line.path("path").textValue()).isEqualTo(odd);
    assertThat(line.has("not_utf8")).isFalse();
    assertThat(read().split("\n", -1)).as("one line, and its end").hasSize(2);
  }

  @Test
  void bytesThatAreNoTextAreReplacedAndThatIsSaid() throws IOException {
    ByteString broken = ByteString.copyOf(new byte[] {'a', (byte) 0xff, 'b'});
    deliver(revision(1, 2, List.of(broken, ByteString.of("1")), row("\ufffd", "2")));
    List<String> lines = read().lines().toList();
    JsonNode first = new ObjectMapper().readTree(lines.get(0));
    assertThat(first.path("path").textValue()).isEqualTo("a\ufffdb");
    assertThat(first.path("not_utf8").booleanValue()).isTrue();
    assertThat(lines.get(1)).doesNotContain("not_utf8");
  }

  @Test
  void everyColumnHasANameOfItsOwn() throws IOException {
    JsonNode line =
        line(
            Reports.of(
                1,
                2,
                List.of("count", "revision"),
                List.of("count", "count_2"),
                List.of(row("a", "b", "3", "4"))));
    assertThat(line.path("revision").intValue()).isEqualTo(1);
    assertThat(line.path("count").textValue()).isEqualTo("a");
    assertThat(line.path("revision_2").textValue()).isEqualTo("b");
    assertThat(line.path("count_2").intValue()).isEqualTo(3);
    assertThat(line.path("count_2_2").intValue()).isEqualTo(4);
  }

  @Test
  void theColumnsOfAJobThatIsGoneAreNumbered() throws IOException {
    JsonNode line = line(Reports.of(1, 2, List.of(), List.of(), List.of(row("200", "5"))));
    assertThat(line.path("column_1").textValue()).isEqualTo("200");
    assertThat(line.path("column_2").textValue()).isEqualTo("5");
  }

  @Test
  void aNewerRevisionReplacesTheFileWhole() throws IOException {
    deliver(revision(1, 2, row("/a", "5"), row("/b", "4")));
    deliver(revision(2, 9, row("/c", "6")));
    assertThat(read())
        .isEqualTo("{" + REVISION.formatted(2, 9) + ",\"path\":\"/c\",\"count\":6}\n");
  }

  @Test
  void whatIsOlderIsIgnored() throws IOException {
    deliver(revision(2, 9, row("/c", "6")));
    String before = read();
    deliver(revision(1, 8, row("/a", "5")));
    deliver(revision(2, 9, row("/c", "6")));
    deliver(withdrawn(8));
    assertThat(read()).isEqualTo(before);
  }

  @Test
  void aReportThatComesBackBeginsAgain() throws IOException {
    deliver(revision(3, 9, row("/a", "5")));
    deliver(revision(1, 12, row("/b", "1")));
    assertThat(read()).contains("\"revision\":1,\"snapshot\":12");
  }

  @Test
  void ofSeveralRevisionsTheLastIsWritten() throws IOException {
    deliver(
        revision(1, 2, row("/a", "5")),
        window("day", revision(1, 2, row("/a", "5"))),
        revision(2, 9, row("/c", "6")));
    assertThat(read()).contains("\"snapshot\":9");
    assertThat(visible()).containsExactly("job=urls/window=day/bucket=20240301T1055Z.jsonl", FILE);
    deliver(revision(3, 10, row("/a", "5")), withdrawn(11));
    assertThat(visible()).containsExactly("job=urls/window=day/bucket=20240301T1055Z.jsonl");
  }

  @Test
  void aReportWithoutRowsIsAnEmptyFileThatKnowsItsRevision() throws IOException {
    deliver(revision(1, 2, row("/a", "5")));
    deliver(revision(2, 9));
    assertThat(read()).isEmpty();
    assertThat(visible()).containsExactly(FILE);

    deliver(revision(1, 8, row("/a", "5")));
    assertThat(read()).as("what is older is ignored").isEmpty();
    deliver(revision(3, 10, row("/b", "6")));
    assertThat(read()).contains("\"snapshot\":10");
    deliver(revision(2, 9));
    assertThat(read()).contains("\"snapshot\":10");
  }

  @Test
  void aWithdrawalRemovesTheFile() throws IOException {
    deliver(revision(1, 2, row("/a", "5")));
    deliver(withdrawn(9));
    assertThat(visible()).isEmpty();
    deliver(withdrawn(9));

    deliver(revision(1, 10));
    deliver(withdrawn(11));
    try (Stream<Path> left = Files.list(directory.resolve("job=urls/window=hour"))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void whoIsOvertakenPutsNothingInPlace() throws IOException {
    deliver(revision(1, 2, row("/a", "5")));
    String before = read();
    Fence overtaken =
        () -> {
          throw new IOException("snapshot 10 was written by another attempt");
        };
    assertThatThrownBy(() -> sink().deliver(List.of(revision(2, 9, row("/c", "6"))), overtaken))
        .hasMessageContaining("snapshot 10");
    assertThatThrownBy(() -> sink().deliver(List.of(withdrawn(9)), overtaken))
        .hasMessageContaining("snapshot 10");
    assertThat(read()).isEqualTo(before);
    assertThat(visible()).containsExactly(FILE);

    deliver(revision(3, 10, row("/d", "7")));
    assertThat(read()).contains("\"snapshot\":10");
    assertThat(drafts()).as("what was left lying").isEmpty();
  }

  @Test
  void whoSleepsAtTheFenceSetsNothingBack() throws IOException {
    deliver(revision(1, 2, row("/a", "5")));
    Fence sleepsThere = () -> deliver(revision(3, 10, row("/d", "7")));
    assertThatThrownBy(() -> sink().deliver(List.of(revision(2, 9, row("/c", "6"))), sleepsThere))
        .isInstanceOf(IOException.class);
    assertThat(read()).contains("\"snapshot\":10");

    sink().deliver(List.of(withdrawn(11)), () -> deliver(revision(1, 12, row("/e", "8"))));
    assertThat(read()).contains("\"snapshot\":12");
    Fence removesThere = () -> deliver(withdrawn(14));
    assertThatThrownBy(() -> sink().deliver(List.of(revision(2, 13)), removesThere))
        .isInstanceOf(IOException.class);
    assertThat(visible()).isEmpty();
  }

  @Test
  void twoWhoTellTheSameDoNotDisturbEachOther() throws IOException {
    PublishedReport told = revision(2, 9, row("/c", "6"));
    sink().deliver(List.of(told), () -> deliver(told));
    assertThat(read()).contains("\"snapshot\":9");
    sink()
        .deliver(
            List.of(revision(3, 11, row("/d", "7"))),
            () ->
                assertThatThrownBy(
                        () ->
                            sink()
                                .deliver(
                                    List.of(revision(3, 10, row("/c", "6"))),
                                    () -> {
                                      throw new IOException("it was overtaken");
                                    }))
                    .hasMessage("it was overtaken"));
    assertThat(read()).contains("\"snapshot\":11");
  }

  @Test
  void theReportsOfAnotherPipelineAreRefused() throws IOException {
    deliver(revision(1, 9, row("/a", "5")));
    PublishedReport report = revision(1, 12, row("/b", "1"));
    ReportId other =
        new ReportId(
            "shop2", report.report().job(), report.report().window(), report.report().bucket());
    assertThatThrownBy(() -> deliver(new PublishedReport(other, report.facts(), report.content())))
        .hasMessage(
            "json-lines: the reports of pipeline shop are there already. Give the output another path.");
    assertThat(read()).contains("\"snapshot\":9");
  }

  @Test
  void aFileOfSomebodyElseIsNotReplaced() throws IOException {
    Path file = directory.resolve(FILE);
    Files.createDirectories(directory.resolve("job=urls/window=hour"));
    Files.writeString(file, "{\"mine\":1}\n");
    assertThatThrownBy(() -> deliver(revision(1, 2, row("/a", "5"))))
        .hasMessage(
            "json-lines: %s was written by somebody else, and is not replaced. Move it away, or give the output another path.",
            FILE);
    assertThat(read()).isEqualTo("{\"mine\":1}\n");
  }

  @Test
  void anOddNameOfAFieldIsAMemberToo() throws IOException {
    JsonNode line =
        line(Reports.of(1, 2, List.of("a \"b\"\n"), List.of("count"), List.of(row("x", "1"))));
    assertThat(line.path("a \"b\"\n").textValue()).isEqualTo("x");
  }
}
