package millrace.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StageNotesTest {
  private static final String JOBS =
      """
      buckets: { every: 5m }
      jobs:
        keys: { count: key, windows: { all: cumulative } }
      """;

  @TempDir Path home;

  @Test
  void whatTheOperatorIsToldIsInTheResultToo() throws IOException {
    List<String> heard = new ArrayList<>();
    StageNotes notes =
        new StageNotes(
            new TickLog() {
              @Override
              public void progress(String what) {}

              @Override
              public void changed(String what) {}

              @Override
              public void warn(String what) {
                heard.add(what);
              }
            });
    notes.warn("a file is too large");
    notes.fail("an output is away");
    StageResult result = notes.result(Mill.of(home, Mill.CSV + JOBS).state());
    assertThat(result.warnings()).containsExactly("a file is too large", "an output is away");
    assertThat(result.failures()).containsExactly("an output is away");
    assertThat(heard).isEqualTo(result.warnings());
  }
}
