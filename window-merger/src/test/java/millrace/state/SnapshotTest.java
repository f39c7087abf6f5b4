package millrace.state;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import millrace.store.Store;
import org.junit.jupiter.api.Test;

class SnapshotTest {
  @Test
  void aStateOfANewerFormatIsRefusedByName() throws IOException {
    Store store =
        SnapshotFiles.holding(
            9,
            """
            {
              "format" : "millrace-snapshot/4",
              "number" : 9,
              "what came later" : [ ]
            }
            """);
    assertThatThrownBy(() -> Snapshot.chain(store).head())
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("snapshot 9 (")
        .hasMessageEndingWith(
            "its format is millrace-snapshot/4; this release reads millrace-snapshot/3 and millrace-snapshot/2: use the release that wrote it");
  }
}
