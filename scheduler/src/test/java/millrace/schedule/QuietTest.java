package millrace.schedule;

import static millrace.schedule.Mill.at;
import static millrace.schedule.Mill.did;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Doing anything again changes nothing. */
class QuietTest {
  private static final String PIPELINE =
      Mill.CSV
          + """
            max-quarantined: 60%
          buckets: { every: 5m, lateness: 1m }
          jobs:
            keys: { count: key, windows: { all: cumulative, ten: tumbling 10m, recent: sliding 15m } }
            sums: { sum: amount, key: key, windows: { all: cumulative }, top: 2 }
          """;

  @TempDir Path home;

  @Test
  void fiveQuietTicksChangeNotOneByte() throws IOException {
    Mill mill = Mill.of(home, PIPELINE);
    mill.drop("a", at("10:02", "x"), at("10:13", "y"), "broken");
    mill.drop("b", "broken").drop("c", at("10:02", "x"), at("10:13", "y"), "broken");
    mill.drop("d.gz", "no gz").drop(".hidden", "x").drop("e.tmp", "x").drop("empty");
    mill.tick("10:20");
    mill.drop("late", at("10:03", "x"));
    mill.tick("10:20");
    Map<String, byte[]> before = mill.files();
    for (int i = 0; i < 5; i++) {
      assertThat(did(mill.tick("10:20"))).isEqualTo("0 taken, 0 sealed, 0 folded, 0 published");
      Map<String, byte[]> after = mill.files();
      assertThat(after).containsOnlyKeys(before.keySet());
      after.forEach((path, bytes) -> assertThat(bytes).as(path).isEqualTo(before.get(path)));
    }
    mill.mustBeClean();
  }

  @Test
  void aTickOfAPipelineThatAnotherHoldsDoesNothing() throws IOException {
    Mill mill = Mill.of(home, PIPELINE).drop("a", at("10:02", "x"));
    try (var store = mill.store();
        var held = store.lock(java.time.Duration.ZERO).orElseThrow()) {
      assertThat(mill.tick("10:20").outcome()).isEqualTo(Tick.TickOutcome.HELD);
      assertThat(held).isNotNull();
    }
    assertThat(mill.tick("10:20").outcome()).isEqualTo(Tick.TickOutcome.DONE);
  }
}
