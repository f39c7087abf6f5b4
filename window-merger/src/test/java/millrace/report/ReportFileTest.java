package millrace.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import millrace.report.ReportFile.ExportedLoss;
import millrace.report.ReportFile.Quarantined;
import millrace.run.Tally;
import millrace.state.JobState;
import millrace.state.Records;
import millrace.state.ReportEntry;
import millrace.state.ReportEntryBuilder;
import millrace.state.Totals;
import millrace.store.Json;
import millrace.store.MemoryStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands beside the copy of a report. */
class ReportFileTest {
  private final MemoryStore store = new MemoryStore();

  private StateFixture published() throws IOException {
    StateFixture shelf = new StateFixture(store);
    shelf.fold("10:00", "hat").publish(shelf.series("all", "cumulative"), "10:05").commit();
    return shelf;
  }

  @Test
  void itStandsBesideTheFilesItNames() throws IOException {
    StateFixture shelf = published();
    ReportEntry report = shelf.report("all", "10:05");
    String directory = ReportFile.directory(report);
    assertThat(directory).isEqualTo("reports/job=words/window=all/bucket=20240301T1000Z");
    ReportFile facts = Json.read(shelf.bytes(directory + "/_report.json"), ReportFile.class);
    assertThat(facts.format()).isEqualTo("millrace-report/1");
    assertThat(facts.snapshot()).isEqualTo(1);
    assertThat(facts.columns()).isEqualTo(List.of("line", "count"));
    assertThat(facts.revision()).isEqualTo(1);
    assertThat(facts.changed()).isEmpty();
    for (ReportFile.ExportedPart part : facts.table().parts()) {
      assertThat(shelf.bytes(directory + "/" + part.name())).hasSize((int) part.length());
    }
    assertThat(facts.table().parts().get(0).name()).isEqualTo("part-00000.tsv");
  }

  /** What releases wrote until now; programs that read these files need not be changed. */
  private static final String WITH_ALL_FIELDS =
      """
      {
        "format" : "millrace-report/1",
        "pipeline" : "shelf",
        "snapshot" : 3,
        "job" : "words",
        "window" : "hour",
        "bucket" : "20240301T1055Z",
        "from" : "2024-03-01T10:00:00Z",
        "to" : "2024-03-01T11:00:00Z",
        "revision" : 2,
        "top" : 10,
        "columns" : [
          "line",
          "count"
        ],
        "rows" : 3,
        "parts" : [
          {
            "name" : "part-00000.tsv",
            "length" : 12,
            "sha256" : "abc1"
          }
        ],
        "buckets" : 12,
        "tally" : {
          "records" : 9,
          "folded" : 4,
          "filtered" : 3,
          "keyless" : 1,
          "rejected" : 1,
          "late" : 2
        },
        "engines" : {
          "inline" : 11,
          "mapreduce" : 1
        },
        "newest" : {
          "engine" : "inline",
          "reason" : "12 bytes"
        },
        "missing" : [
          "20240301T1010Z"
        ],
        "since" : "2024-03-01T10:05:00Z",
        "changed" : {
          "part" : {
            "name" : "_changed.tsv",
            "length" : 12,
            "sha256" : "abc1"
          },
          "removed" : 1,
          "added" : 2
        },
        "complete" : 0.25,
        "quarantined" : {
          "records" : 2,
          "lateRefused" : 1,
          "files" : 1
        }
      }
      """;

  @Test
  void itsBytesAreThoseThatOtherProgramsKnow() throws IOException {
    StateFixture shelf = published();
    ReportEntry.ReportPart part = new ReportEntry.ReportPart("a/path", 12, "abc1");
    ReportEntry full =
        new ReportEntryBuilder(StateFixture.JOB, "hour", "20240301T1055Z")
            .span(Optional.of(StateFixture.at("10:00")), StateFixture.at("11:00"))
            .revision(2, 1)
            .rows(3, OptionalInt.of(10))
            .part(part)
            .behind(12, Map.of("mapreduce", 1, "inline", 11), new Tally(9, 4, 3, 1, 1, 2))
            .missing(List.of("20240301T1010Z"))
            .since(Optional.of(StateFixture.at("10:05")))
            .changed(Optional.of(new ReportEntry.RowChange(part, 1, 2)))
            .build();
    shelf
        .draft()
        .job(
            StateFixture.JOB,
            shelf
                .draft()
                .job(StateFixture.JOB)
                .withNewest(new JobState.LastFold("inline", "12 bytes")));
    sums(shelf, new Totals(3, 0, 1, new Records(4, 1, 2, 1)));
    shelf.commit();
    assertThat(written(shelf, full)).isEqualTo(WITH_ALL_FIELDS);
  }

  @Test
  void whatIsNotKnownIsLeftOut() throws IOException {
    StateFixture shelf = published();
    assertThat(written(shelf, shelf.report("all", "10:05")))
        .isEqualTo(
            """
            {
              "format" : "millrace-report/1",
              "pipeline" : "shelf",
              "snapshot" : 2,
              "job" : "words",
              "window" : "all",
              "bucket" : "20240301T1000Z",
              "to" : "2024-03-01T10:05:00Z",
              "revision" : 1,
              "columns" : [
                "line",
                "count"
              ],
              "rows" : 1,
              "parts" : [
                {
                  "name" : "part-00000.tsv",
                  "length" : 6,
                  "sha256" : "47c5a32f3dfb82a20333d0e62fcd87d4528e8b14fd3799be2d3f2710cc4f90a6"
                }
              ],
              "buckets" : 1,
              "tally" : {
                "records" : 1,
                "folded" : 1,
                "filtered" : 0,
                "keyless" : 0,
                "rejected" : 0,
                "late" : 0
              },
              "engines" : {
                "inline" : 1
              },
              "missing" : [ ],
              "complete" : 1.0,
              "quarantined" : {
                "records" : 0,
                "lateRefused" : 0,
                "files" : 0
              }
            }
            """);
  }

  @ParameterizedTest
  @CsvSource({
    "'\"rows\" : 1,', '', rows",
    "'\"rows\" : 1,', '\"rows\" : 1, \"lines\" : 1,', lines",
    "'\"rows\" : 1,', '\"rows\" : 1, \"rows\" : 1,', rows",
    "'\"rows\" : 1,', '\"rows\" : 1.5,', rows"
  })
  void aFieldMoreOrLessOrOfAnotherKindIsRefused(String as, String edited, String named)
      throws IOException {
    StateFixture shelf = published();
    String file = written(shelf, shelf.report("all", "10:05"));
    assertThat(file).contains(as);
    byte[] bytes = file.replace(as, edited).getBytes(UTF_8);
    assertThatThrownBy(() -> Json.read(bytes, ReportFile.class))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(named);
  }

  private static String written(StateFixture shelf, ReportEntry report) throws IOException {
    byte[] bytes = Json.bytes(facts(shelf, report));
    assertThat(Json.bytes(Json.read(bytes, ReportFile.class))).isEqualTo(bytes);
    return new String(bytes, UTF_8);
  }

  @Test
  void itSaysWhichShareOfAllRecordsCouldBeCut() throws IOException {
    StateFixture shelf = published();
    ReportEntry report = shelf.report("all", "10:05");
    assertThat(facts(shelf, report).loss().complete()).isEqualTo(1.0);
    sums(shelf, new Totals(1, 0, 1, new Records(4, 1, 2, 1)));
    shelf.commit();
    ReportFile facts = facts(shelf, report);
    assertThat(facts.loss().complete()).isEqualTo(0.25);
    assertThat(facts.loss().quarantined()).isEqualTo(new Quarantined(2, 1, 1));
    sums(shelf, Totals.NONE);
    shelf.commit();
    assertThat(facts(shelf, report).loss().complete())
        .as("of nothing, nothing is missing")
        .isEqualTo(1.0);
  }

  @Test
  void whatAJobDoesNotReadMakesItNoLessComplete() throws IOException {
    JsonNode orders = Json.read("{\"from\":[\"orders\"]}".getBytes(UTF_8), JsonNode.class);
    JsonNode both = Json.read("{\"from\":[\"clicks\",\"orders\"]}".getBytes(UTF_8), JsonNode.class);
    StateFixture shelf = published();
    ReportEntry landing = shelf.report("all", "10:05");
    shelf.draft().change(facts -> facts.withJob("orders", JobState.of(orders)));
    shelf.draft().change(facts -> facts.withJob("both", JobState.of(both)));
    shelf
        .draft()
        .change(
            facts ->
                facts
                    .withTotals("clicks", any -> new Totals(1, 0, 1, new Records(4, 1, 2, 1)))
                    .withTotals("orders", any -> new Totals(1, 0, 0, new Records(2, 2, 0, 0))));
    shelf.commit();
    assertThat(facts(shelf, landing).loss())
        .isEqualTo(new ExportedLoss(1.0, new Quarantined(0, 0, 0)));
    assertThat(facts(shelf, of("orders")).loss())
        .isEqualTo(new ExportedLoss(1.0, new Quarantined(0, 0, 0)));
    assertThat(facts(shelf, of("both")).loss())
        .isEqualTo(new ExportedLoss(0.5, new Quarantined(2, 1, 1)));
  }

  private static ReportEntry of(String job) {
    return new ReportEntryBuilder(job, "all", "20240301T1000Z").build();
  }

  private static void sums(StateFixture shelf, Totals totals) {
    shelf.draft().change(facts -> facts.withTotals(StateFixture.INPUT, before -> totals));
  }

  private static ReportFile facts(StateFixture shelf, ReportEntry report) {
    return ReportFile.of(
        StateFixture.PIPELINE, shelf.state().snapshot(), report, List.of("line", "count"));
  }
}
