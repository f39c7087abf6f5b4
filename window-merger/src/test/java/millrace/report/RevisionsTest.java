package millrace.report;

import static millrace.report.StateFixture.JOB;
import static millrace.report.StateFixture.at;
import static millrace.report.StateFixture.key;
import static millrace.report.StateFixture.name;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import millrace.state.ReportEntry;
import millrace.state.Work;
import millrace.store.MemoryStore;
import org.junit.jupiter.api.Test;

/** What becomes of a report that takes the place of a published one. */
class RevisionsTest {
  private final MemoryStore store = new MemoryStore();
  private final StateFixture shelf;
  private final ReportSeries ten;

  RevisionsTest() throws IOException {
    shelf = new StateFixture(store);
    shelf.fold("10:00", "hat", "coat").fold("10:05", "hat");
    ten = shelf.series("ten", "tumbling 10m");
  }

  private String path() {
    return shelf.report("ten", "10:10").parts().get(0).path();
  }

  private List<String> changes() throws IOException {
    String path = shelf.report("ten", "10:10").changed().orElseThrow().part().path();
    return new String(shelf.bytes(path), StandardCharsets.UTF_8)
        .lines()
        .map(row -> row.replace('\t', ' '))
        .toList();
  }

  @Test
  void aReportThatSaysTheSameGetsNoNewRevision() throws IOException {
    shelf.publish(ten, "10:10").commit();
    ReportEntry first = shelf.report("ten", "10:10");
    shelf.publish(ten, "10:10");
    assertThat(shelf.draft().reports().isChanged()).isFalse();
    store.delete("reports");
    shelf.commit();
    assertThat(shelf.report("ten", "10:10")).isEqualTo(first);
    assertThat(store.names("reports/job=words/window=ten/bucket=20240301T1005Z"))
        .as("the copy is made anew")
        .containsExactly("_report.json", "part-00000.tsv");
  }

  @Test
  void lateRecordsMakeTheNextRevisionAndWhatItChanged() throws IOException {
    shelf.publish(ten, "10:10").commit();
    String before = path();
    shelf.fold("10:00", "hat", "scarf").publish(ten, "10:10");
    long number = shelf.draft().number();
    shelf.commit();
    ReportEntry second = shelf.report("ten", "10:10");
    assertThat(second.revision()).isEqualTo(2);
    assertThat(second.snapshot()).isEqualTo(number);
    assertThat(second.buckets()).as("a correction is no bucket").isEqualTo(2);
    assertThat(second.tally().late()).isEqualTo(2);
    assertThat(shelf.rows("ten", "10:10")).containsExactly("coat 1", "hat 3", "scarf 1");
    assertThat(changes()).containsExactly("- hat 2", "+ hat 3", "+ scarf 1");
    assertThat(path()).isNotEqualTo(before);
    shelf.fold("10:05", "coat").publish(ten, "10:10").commit();
    assertThat(shelf.report("ten", "10:10").revision()).isEqualTo(3);
    assertThat(changes()).containsExactly("- coat 1", "+ coat 2");
  }

  @Test
  void theFilesOfTheRevisionBeforeAreNamedNoMore() throws IOException {
    shelf.publish(ten, "10:10").commit();
    String first = path();
    shelf.fold("10:00", "hat").publish(ten, "10:10");
    long number = shelf.draft().number();
    shelf.commit();
    assertThat(shelf.chain().read(number).orElseThrow().dropped()).contains(first);
  }

  @Test
  void aReportWhoseFileIsDamagedIsPublishedAgain() throws IOException {
    shelf.publish(ten, "10:10").commit();
    shelf.put(path(), "nonsense".getBytes(StandardCharsets.UTF_8));
    shelf.publish(ten, "10:10").commit();
    ReportEntry second = shelf.report("ten", "10:10");
    assertThat(second.revision()).isEqualTo(2);
    assertThat(second.changed()).isEmpty();
    assertThat(shelf.rows("ten", "10:10")).containsExactly("coat 1", "hat 2");
    assertThat(shelf.said().get(shelf.said().size() - 1))
        .isEqualTo(
            "report words/ten/20240301T1005Z: what changed is not known, for revision 1 is"
                + " damaged: a report file ends within a row");

    store.delete(path());
    shelf.publish(ten, "10:10").commit();
    assertThat(shelf.report("ten", "10:10").revision()).isEqualTo(3);
    assertThat(shelf.rows("ten", "10:10")).containsExactly("coat 1", "hat 2");
  }

  @Test
  void ranksThatBecomeAllKeysSayWhatCame() throws IOException {
    shelf.publish(shelf.top(1, "ten", "tumbling 10m"), "10:10").commit();
    shelf.publish(ten, "10:10").commit();
    assertThat(changes()).containsExactly("+ coat 1");
    shelf.publish(shelf.top(1, "ten", "tumbling 10m"), "10:10").commit();
    assertThat(changes()).containsExactly("- coat 1");
    assertThat(shelf.report("ten", "10:10").revision()).isEqualTo(3);
  }

  private void park(List<Work> work) {
    shelf.draft().change(facts -> facts.withWork(open -> open.withParked(work)));
  }

  @Test
  void parkedBucketsAreMissing() throws IOException {
    park(
        List.of(
            Work.adding(at("10:05"), List.of(), List.of(JOB)),
            Work.adding(at("10:00"), List.of(), List.of(JOB)),
            Work.adding(at("10:00"), List.of(), List.of(JOB)),
            Work.adding(at("10:00"), List.of(), List.of("other")),
            Work.adding(at("10:10"), List.of(), List.of(JOB)),
            Work.adding(at("09:55"), List.of(), List.of(JOB))));
    shelf.publish(ten, "10:10").publish(shelf.series("all", "cumulative"), "10:10").commit();
    assertThat(shelf.report("ten", "10:10").missing())
        .containsExactly(name("10:00"), name("10:05"));
    assertThat(shelf.report("all", "10:10").missing())
        .containsExactly(name("09:55"), name("10:00"), name("10:05"));
    park(List.of());
    shelf.publish(ten, "10:10").commit();
    assertThat(shelf.report("ten", "10:10").revision()).isEqualTo(2);
    assertThat(shelf.report("ten", "10:10").missing()).isEmpty();
    assertThat(changes()).isEmpty();
  }

  @Test
  void recordsThatMayBeMissingAreToldOfWhereTheyWouldBeIn() throws IOException {
    shelf.draft().job(JOB, shelf.draft().job(JOB).withSince(at("10:00")));
    shelf.publish(ten, "10:10").publish(shelf.series("all", "cumulative"), "10:10");
    shelf.publish(shelf.series("hour", "sliding 1h"), "10:10").commit();
    assertThat(shelf.report("ten", "10:10").since()).isEmpty();
    assertThat(shelf.report("all", "10:10").since()).contains(at("10:00"));
    assertThat(shelf.report("hour", "10:10").since()).contains(at("10:00"));
  }

  @Test
  void aReportThatIsTakenBackIsNowhere() throws IOException {
    shelf.publish(ten, "10:10").commit();
    shelf.fold("10:00", "hat").publish(ten, "10:10").commit();
    ReportEntry report = shelf.report("ten", "10:10");
    Revisions.withdraw(shelf.draft(), report);
    shelf.commit();
    assertThat(shelf.state().reports().get(key("ten", "10:10"))).isEmpty();
    assertThat(store.find(ReportFile.directory(report))).isEmpty();
  }
}
