package millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import millrace.pipeline.ShopPlugin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(MillraceExtension.class)
@TestPipeline(
    """
    pipeline: counting
    landing:
      path: any
      format: csv
      header: false
      columns: [time, key]
      time: { by: event, field: time, format: iso }
    buckets: { every: 5m }
    jobs: { keys: { count: key, windows: { all: cumulative } } }
    """)
class TestMillTest {
  @Test
  void theClockStandsUntilItIsTurned(TestMill mill) throws IOException {
    mill.turnClockTo("2024-03-01T10:04:00Z");
    mill.drop("1", "2024-03-01T10:02:00Z,x");
    assertThat(mill.tick().published()).as("the bucket is open").isZero();
    assertThat(mill.tick().published()).as("time does not pass").isZero();
    assertThat(mill.turnClockBy("1m").tick().published()).isEqualTo(1);
    assertThat(mill.clock()).isEqualTo(Instant.parse("2024-03-01T10:05:00Z"));
  }

  @Test
  void aTickAtATimeTurnsTheClock(TestMill mill) throws IOException {
    mill.tick("2024-03-01T10:05:00Z");
    assertThat(mill.turnClockBy("1h30m").clock()).isEqualTo(Instant.parse("2024-03-01T11:35:00Z"));
  }

  @Test
  void aClockThatWasNeverTurnedShowsNoTime(TestMill mill) {
    assertThatThrownBy(mill::tick)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("turnClockTo");
  }

  @Test
  void aReportThatIsNotThereIsAnsweredWithThoseThatAre(TestMill mill) throws IOException {
    mill.drop("1", "2024-03-01T10:02:00Z,x");
    mill.tick("2024-03-01T10:05:00Z");
    assertThatThrownBy(() -> mill.report("keys", "all", "20240301T1005Z"))
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            "no report of job keys, window all, bucket 20240301T1005Z;"
                + " there are: [job=keys/window=all/bucket=20240301T1000Z]");
  }

  @Test
  void anInputOfAPluginIsOpenedAsThePipelineSays(@TempDir Path home) throws IOException {
    String pipeline =
        """
        pipeline: harbour
        inputs:
          ships: { quay: { harbour: "HARBOUR" } }
          trucks: { path: any }
        buckets: { every: 5m }
        jobs: { seen: { from: [ships, trucks], count: line, windows: { all: cumulative } } }
        """
            .replace("HARBOUR", home.resolve("harbour").toUri().toString());
    try (URLClassLoader loader = ShopPlugin.loader(home.resolve("classes"))) {
      TestMill mill = TestMill.of(home, pipeline, loader);
      Path quay = Files.createDirectories(home.resolve("harbour/quay-1"));
      Files.writeString(quay.resolve("1"), "coal\n");
      mill.dropInto("trucks", "1", "wheat", "coal");
      mill.tick("2024-03-01T10:02:00Z");
      mill.tick("2024-03-01T10:05:00Z");
      assertThat(mill.report("seen", "all", "20240301T1000Z")).containsExactly("coal 2", "wheat 1");
      assertThatThrownBy(() -> mill.dropInto("ships", "2", "iron"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "files of input ships arrive where its kind quay says: put them there, for this mill knows directories alone");
    }
  }

  private static final String TWO_INPUTS =
      """
      pipeline: shop
      inputs:
        clicks:
          path: any
          format: csv
          header: false
          columns: [time, key]
          time: { by: event, field: time, format: iso }
        orders:
          path: any
          format: json
          time: { by: event, field: at, format: iso }
      buckets: { every: 5m }
      jobs:
        clicked: { from: clicks, count: key, windows: { all: cumulative } }
        sold: { from: orders, sum: amount, key: key, windows: { all: cumulative } }
        seen: { from: [clicks, orders], count: key, windows: { all: cumulative } }
      """;

  private static final String ORDER =
      "{\"at\":\"2024-03-01T10:03:00Z\",\"key\":\"x\",\"amount\":5}";

  @Test
  @TestPipeline(TWO_INPUTS)
  void eachInputHasItsFiles(TestMill mill) throws IOException {
    mill.dropInto("clicks", "1", "2024-03-01T10:02:00Z,x");
    mill.dropInto("orders", "1", ORDER);
    mill.tick("2024-03-01T10:05:00Z");
    assertThat(mill.report("clicked", "all", "20240301T1000Z")).containsExactly("x 1");
    assertThat(mill.report("sold", "all", "20240301T1000Z")).containsExactly("x 5");
    assertThat(mill.report("seen", "all", "20240301T1000Z")).containsExactly("x 2");
    mill.appendTo("clicks", "1", "2024-03-01T10:06:00Z,x");
    mill.turnClockBy("5m").tick();
    assertThat(mill.report("seen", "all", "20240301T1005Z")).containsExactly("x 3");
  }

  @Test
  @TestPipeline(TWO_INPUTS)
  void whichOfSeveralInputsIsMeantMustBeSaid(TestMill mill) {
    assertThatThrownBy(() -> mill.drop("1", "2024-03-01T10:02:00Z,x"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("inputs [clicks, orders]")
        .hasMessageContaining("dropInto");
    assertThatThrownBy(() -> mill.dropInto("click", "1", "2024-03-01T10:02:00Z,x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no input click");
  }

  @Test
  @TestPipeline(TWO_INPUTS)
  void aStoryMayHaveSeveralInputs(Story story) throws IOException {
    story
        .dropInto("clicks", "1", "2024-03-01T10:02:00Z,x")
        .dropInto("orders", "1", ORDER)
        .tick("2024-03-01T10:05:00Z")
        .dropInto("clicks", "2", "2024-03-01T10:01:00Z,y")
        .tick("2024-03-01T10:10:00Z");
    story.laws();
    assertThat(story.crashSomewhere(10).trials()).isEqualTo(10);
  }
}
