package millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

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
}
