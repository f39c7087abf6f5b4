package millrace.plugins.jsonlines;

import static millrace.plugins.jsonlines.Reports.FILE;
import static millrace.plugins.jsonlines.Reports.revision;
import static millrace.plugins.jsonlines.Reports.row;
import static millrace.plugins.jsonlines.Reports.withdrawn;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import millrace.sink.ReportUpdate;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The process dies at every change of a file, starts again, and is told everything again. */
final class JsonLinesCrashTest {
  /** What is told, one after the other, with reports that become empty and that come back. */
  private static final List<ReportUpdate> TOLD =
      List.of(
          revision(1, 2, row("/a", "5"), row("/b", "1")),
          revision(2, 3),
          revision(3, 5, row("/c", "6")),
          withdrawn(6),
          revision(1, 8),
          revision(2, 9, row("/d", "7")));

  @TempDir Path directory;

  private static void deliver(ReportFiles files, ReportUpdate update) throws IOException {
    new JsonLinesSink(new org.apache.hadoop.fs.Path("lake"), () -> files)
        .deliver(List.of(update), () -> {});
  }

  private static Optional<String> shown(ReportFiles files) throws IOException {
    var file = files.open(FILE);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try (var in = file.get()) {
      return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /** What a reader sees after each of them. */
  private List<Optional<String>> undisturbed() throws IOException {
    ReportFiles files = new LocalReportFiles(directory.resolve("undisturbed"));
    List<Optional<String>> shown = new ArrayList<>();
    for (ReportUpdate update : TOLD) {
      deliver(files, update);
      shown.add(shown(files));
    }
    return shown;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aReaderSeesOneRevisionWholeAndInTheEndTheNewest(boolean afterEffect) throws IOException {
    List<Optional<String>> expected = undisturbed();
    int change = 0;
    CrashingFiles crashing;
    do {
      ReportFiles files = new LocalReportFiles(directory.resolve(++change + "/" + afterEffect));
      crashing = new CrashingFiles(files, change, afterEffect);
      for (int i = 0; i < TOLD.size(); i++) {
        Optional<String> before = shown(files);
        try {
          deliver(crashing, TOLD.get(i));
        } catch (CrashingFiles.Crash e) {
          assertThat(shown(files)).as("change %d", change).isIn(before, expected.get(i));
          deliver(files, TOLD.get(i));
        }
        assertThat(shown(files)).as("change %d, update %d", change, i).isEqualTo(expected.get(i));
        for (ReportUpdate older : TOLD.subList(0, i)) {
          if (!expected.get(i).isEmpty()) {
            deliver(files, older);
          }
        }
        assertThat(shown(files)).as("change %d: what is older", change).isEqualTo(expected.get(i));
      }
    } while (!crashing.survived());
    assertThat(change).as("changes").isGreaterThan(20);
  }
}
