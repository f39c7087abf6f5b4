package millrace.report;

import static millrace.report.StateFixture.JOB;
import static millrace.report.StateFixture.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import millrace.aggregate.ByteString;
import millrace.state.ReportEntry;
import millrace.store.MemoryStore;
import millrace.window.Extent;
import org.junit.jupiter.api.Test;

/** Published reports are found and read whole, or not at all. */
class ReportReaderTest {
  private final MemoryStore store = new MemoryStore();
  private final StateFixture shelf;
  private final ReportSeries all;

  ReportReaderTest() throws IOException {
    shelf = new StateFixture(store);
    shelf.fold("10:00", "hat", "coat", "hat").fold("10:05", "glove").fold("10:20", "coat", "coat");
    all = shelf.top(1, "all", "cumulative");
    shelf.publish(all, "10:05", "10:10", "10:25");
    shelf.publish(shelf.series("ten", "tumbling 10m"), "10:10", "10:30").commit();
  }

  private ReportReader reader() {
    return new ReportReader(shelf.state(), StateFixture.BUCKETS);
  }

  private Optional<String> found(String window, Optional<String> at) {
    return reader()
        .find(JOB, window, at.map(StateFixture::at))
        .map(report -> report.to().toString().substring(11, 16));
  }

  private static String text(List<ByteString> row) {
    return row.stream().map(ByteString::toString).collect(Collectors.joining(" "));
  }

  private List<String> read(ReportEntry report, OptionalInt most) throws IOException {
    List<String> rows = new ArrayList<>();
    reader().read(report, most, row -> rows.add(text(row)));
    return rows;
  }

  private List<String> ranked(ReportEntry report, int most) throws IOException {
    List<String> rows = new ArrayList<>();
    Extent sources = ReportReader.sources(report, all.publication());
    reader().rank(report, sources, shelf.words(), most, Path.of("."), row -> rows.add(text(row)));
    return rows;
  }

  @Test
  void theNewestReportIsFoundOrTheOneOfATime() {
    assertThat(found("all", Optional.empty())).contains("10:25");
    assertThat(found("all", Optional.of("10:24"))).contains("10:10");
    assertThat(found("all", Optional.of("10:10"))).contains("10:10");
    assertThat(found("all", Optional.of("10:04"))).isEmpty();
    assertThat(found("ten", Optional.of("10:29"))).contains("10:10");
    assertThat(found("al", Optional.empty())).isEmpty();
    assertThat(reader().find("word", "all", Optional.empty())).isEmpty();
  }

  @Test
  void itsRowsAreReadInTheirOrderAsManyAsAreWanted() throws IOException {
    ReportEntry ten = shelf.report("ten", "10:10");
    assertThat(read(ten, OptionalInt.empty())).containsExactly("coat 1", "glove 1", "hat 2");
    assertThat(read(ten, OptionalInt.of(2))).containsExactly("coat 1", "glove 1");
    assertThat(read(ten, OptionalInt.of(9))).hasSize(3);
  }

  @Test
  void aFileThatWasChangedIsNotRead() throws IOException {
    ReportEntry ten = shelf.report("ten", "10:10");
    String path = ten.parts().get(0).path();
    shelf.put(path, "coat\t9\n".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> read(ten, OptionalInt.empty()))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("report file " + path + ": was changed after it was published: ");
    store.delete(path);
    assertThatThrownBy(() -> read(ten, OptionalInt.empty()))
        .isInstanceOf(FileNotFoundException.class);
  }

  @Test
  void moreRowsThanWerePublishedAreRankedFromTheRuns() throws IOException {
    ReportEntry newest = shelf.report("all", "10:25");
    assertThat(read(newest, OptionalInt.empty())).containsExactly("coat 3");
    assertThat(ranked(newest, 2)).containsExactly("coat 3", "hat 2");
    assertThat(ranked(shelf.report("all", "10:10"), 9))
        .containsExactly("hat 2", "coat 1", "glove 1");
  }

  @Test
  void runsThatAreDeletedAreNotRanked() throws IOException {
    shelf.fold("11:20", "hat").compact();
    new RunTree(shelf.draft(), JOB).coarsen(at("10:15"));
    shelf.commit();
    assertThatThrownBy(() -> ranked(shelf.report("all", "10:10"), 2))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "report words/all/20240301T1005Z: only the 1 rows that were published can be shown:"
                + " its runs were deleted (retention.runs)");
    assertThat(ranked(shelf.report("all", "10:25"), 2)).containsExactly("coat 3", "hat 2");
  }

  @Test
  void aReportOfAWindowThatMeantSomethingElseWasMadeFromWhatItTellsOf() {
    ReportEntry ten = shelf.report("ten", "10:10");
    Extent itself = new Extent(Optional.of(at("10:00")), at("10:10"));
    assertThat(ReportReader.sources(ten, all.publication())).isEqualTo(itself);
    assertThat(ReportReader.sources(ten, shelf.series("ten", "tumbling 10m").publication()))
        .isEqualTo(itself);
    assertThat(ReportReader.sources(shelf.report("all", "10:10"), all.publication()))
        .isEqualTo(new Extent(Optional.empty(), at("10:10")));
  }
}
