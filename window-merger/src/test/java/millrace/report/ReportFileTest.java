package millrace.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import millrace.state.Records;
import millrace.state.ReportEntry;
import millrace.state.Totals;
import millrace.store.Json;
import millrace.store.MemoryStore;
import org.junit.jupiter.api.Test;

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
    for (ReportFile.ExportedPart part : facts.parts()) {
      assertThat(shelf.bytes(directory + "/" + part.name())).hasSize((int) part.length());
    }
    assertThat(facts.parts().get(0).name()).isEqualTo("part-00000.tsv");
  }

  @Test
  void itSaysWhichShareOfAllRecordsCouldBeCut() throws IOException {
    StateFixture shelf = published();
    ReportEntry report = shelf.report("all", "10:05");
    assertThat(facts(shelf, report).complete()).isEqualTo(1.0);
    sums(shelf, new Totals(1, 0, 1, new Records(4, 1, 2, 1)));
    shelf.commit();
    ReportFile facts = facts(shelf, report);
    assertThat(facts.complete()).isEqualTo(0.25);
    assertThat(facts.quarantined()).isEqualTo(new ReportFile.Quarantined(2, 1, 1));
    sums(shelf, Totals.NONE);
    shelf.commit();
    assertThat(facts(shelf, report).complete()).as("of nothing, nothing is missing").isEqualTo(1.0);
  }

  private static void sums(StateFixture shelf, Totals totals) {
    shelf.draft().change(facts -> facts.withTotals(StateFixture.INPUT, before -> totals));
  }

  private static ReportFile facts(StateFixture shelf, ReportEntry report) {
    return ReportFile.of(
        StateFixture.PIPELINE, shelf.state().snapshot(), report, List.of("line", "count"));
  }
}
