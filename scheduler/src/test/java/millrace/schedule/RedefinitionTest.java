package millrace.schedule;

import static millrace.schedule.Mill.at;
import static millrace.schedule.Mill.did;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import millrace.pipeline.InvalidConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may change in a pipeline file under existing state, and what may not. */
class RedefinitionTest {
  private static final String BEFORE =
      Mill.CSV
          + """
          buckets: { every: 5m }
          jobs:
            keys: { count: key, windows: { all: cumulative } }
          """;

  @TempDir Path home;

  private Mill turned() throws IOException {
    Mill mill = Mill.of(home, BEFORE);
    mill.drop("a", at("10:02", "x", "3"), at("10:07", "y", "4"), at("10:12", "x", "5"));
    mill.tick("10:15");
    return mill;
  }

  @Test
  void aJobThatIsAddedComputesOldBucketsToo() throws IOException {
    Mill mill = turned();
    mill.edit(
        BEFORE
            + "  sums: { sum: amount, key: key, windows: { all: cumulative, ten: tumbling 10m } }\n");
    mill.drop("b", at("10:16", "x", "6"));
    mill.tick("10:20");
    assertThat(mill.published("sums", "all")).containsExactly("10:00", "10:05", "10:10", "10:15");
    assertThat(mill.report("sums", "all", "10:15")).containsExactly("x 14", "y 4");
    assertThat(mill.published("sums", "ten")).containsExactly("10:05", "10:15");
    assertThat(mill.revision("keys", "all", "10:10")).as("left alone").isEqualTo(1);
  }

  @Test
  void aWindowThatIsAddedPublishesItsHistory() throws IOException {
    Mill mill = turned();
    mill.edit(BEFORE.replace("all: cumulative", "all: cumulative, recent: sliding 10m"));
    assertThat(did(mill.tick("10:15"))).isEqualTo("0 taken, 0 sealed, 0 folded, 3 published");
    assertThat(mill.published("keys", "recent")).containsExactly("10:00", "10:05", "10:10");
    assertThat(mill.report("keys", "recent", "10:10")).containsExactly("x 1", "y 1");
    assertThat(mill.revision("keys", "all", "10:10")).isEqualTo(1);
  }

  @Test
  void aJobThatComesBackCatchesUp() throws IOException {
    Mill mill = turned();
    String other = BEFORE.replace("keys:", "others:");
    mill.edit(other).drop("late", at("10:03", "x"), at("10:17", "x"));
    mill.tick("10:20");
    mill.edit(BEFORE).drop("later", at("10:08", "x"));
    mill.tick("10:20");
    assertThat(mill.report("keys", "all", "10:15")).containsExactly("x 5", "y 1");
    assertThat(mill.revision("keys", "all", "10:00")).isEqualTo(2);
    mill.edit(other);
    mill.tick("10:20");
    assertThat(mill.report("others", "all", "10:15")).containsExactly("x 5", "y 1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "every: 5m | every: 10m | buckets was",
        "every: 5m | every: 5m, zone: Europe/Berlin | buckets was",
        "[time, key, amount] | [time, amount, key] | format was",
        "field: time | field: amount | time was",
        "count: key | count: amount | job keys was",
        "count: key | sum: amount, key: key | job keys was",
        "all: cumulative | all: tumbling 10m | job keys: window all was",
      })
  void whatTheStateWasMadeWithIsNotChanged(String before, String after, String problem)
      throws IOException {
    Mill mill = turned();
    Map<String, String> reports = mill.reports();
    long snapshot = mill.state().snapshot().number();
    mill.edit(BEFORE.replace(before, after)).drop("b", at("10:16", "x"));

    assertThatThrownBy(() -> mill.tick("10:20"))
        .isInstanceOf(InvalidConfiguration.class)
        .hasMessageContaining("pipeline mill: " + problem)
        .hasMessageContaining("Put it back, or give the")
        .hasMessageContaining("another name");
    assertThat(mill.state().snapshot().number()).isEqualTo(snapshot);
    assertThat(mill.reports()).isEqualTo(reports);
    assertThatThrownBy(() -> mill.plan("10:20")).isInstanceOf(InvalidConfiguration.class);

    mill.edit(BEFORE);
    mill.tick("10:20");
    assertThat(mill.report("keys", "all", "10:15")).containsExactly("x 3", "y 1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "every: 5m | every: 10m",
        "[time, key, amount] | [amount, key, time]",
        "count: key | count: amount",
      })
  void beforeTheFirstRecordEverythingMayChange(String before, String after) throws IOException {
    Mill mill = Mill.of(home, BEFORE).drop("nothing");
    mill.tick("10:15");
    mill.edit(BEFORE.replace(before, after));
    assertThat(mill.tick("10:15").outcome()).isEqualTo(Tick.TickOutcome.DONE);
  }

  @Test
  void latenessTopAndPolicyMayChangeAtAnyTime() throws IOException {
    Mill mill = turned();
    mill.edit(
        BEFORE
            .replace("every: 5m", "every: 5m, lateness: 5m, late: quarantine")
            .replace("count: key,", "count: key, top: 1,"));
    mill.drop("b", at("10:16", "z"), at("10:03", "x"));
    mill.tick("10:24");
    assertThat(mill.totals().records().lateRefused()).isEqualTo(1);
    assertThat(mill.published("keys", "all")).endsWith("10:10");
    mill.tick("10:25");
    assertThat(mill.report("keys", "all", "10:15")).containsExactly("x 2");
  }
}
