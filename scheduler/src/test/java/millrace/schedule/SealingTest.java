package millrace.schedule;

import static millrace.schedule.Mill.at;
import static millrace.schedule.Mill.did;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import millrace.store.Store;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a bucket is sealed, and which records come late. */
class SealingTest {
  private static final String KEYS =
      """
      jobs:
        keys: { count: key, windows: { all: cumulative } }
      """;
  private static final String EVERY_5M = Mill.CSV + "buckets: { every: 5m }\n" + KEYS;
  private static final String LENIENT = Mill.CSV + "buckets: { every: 5m, lateness: 2m }\n" + KEYS;
  private static final String STRICT =
      Mill.CSV + "buckets: { every: 5m, late: quarantine }\n" + KEYS;

  @TempDir Path home;

  @Test
  void aBucketIsSealedAtItsEnd() throws IOException {
    Mill mill = Mill.of(home, EVERY_5M).drop("a", at("10:02", "x"));

    assertThat(did(mill.tick("10:04:59"))).isEqualTo("1 taken, 0 sealed, 0 folded, 0 published");
    assertThat(mill.published("keys", "all")).isEmpty();

    assertThat(did(mill.tick("10:05"))).isEqualTo("0 taken, 1 sealed, 1 folded, 1 published");
    assertThat(mill.report("keys", "all", "10:00")).containsExactly("x 1");
  }

  @Test
  void aRecordAtTheEndOfABucketBelongsToTheNext() throws IOException {
    Mill mill = Mill.of(home, EVERY_5M).drop("a", at("10:04:59.999", "x"), at("10:05", "y"));
    mill.tick("10:10");
    assertThat(mill.report("keys", "all", "10:00")).containsExactly("x 1");
    assertThat(mill.report("keys", "all", "10:05")).containsExactly("x 1", "y 1");
  }

  @Test
  void aBucketWaitsForItsLateness() throws IOException {
    Mill mill = Mill.of(home, LENIENT).drop("a", at("10:02", "x"));
    mill.tick("10:06:59");
    assertThat(mill.published("keys", "all")).isEmpty();

    mill.drop("b", at("10:03", "x"));
    mill.tick("10:07");
    assertThat(mill.report("keys", "all", "10:00")).containsExactly("x 2");
    assertThat(mill.revision("keys", "all", "10:00")).isEqualTo(1);
  }

  @Test
  void theClockSealsAlsoWithoutInput() throws IOException {
    Mill mill = Mill.of(home, EVERY_5M).drop("a", at("10:02", "x"));
    mill.tick("10:03");
    mill.tick("12:34");
    assertThat(mill.state().snapshot().facts().timeline().watermark())
        .contains(Mill.moment("12:30"));
    assertThat(mill.published("keys", "all")).containsExactly("10:00");
  }

  @Test
  void whatOneTickTakesIsInTimeHoweverOldItIs() throws IOException {
    Mill mill = Mill.of(home, STRICT).drop("a", at("10:02", "x")).drop("b", at("07:00", "y"));
    mill.tick("12:00");
    assertThat(mill.totals().records().lateRefused()).isZero();
    assertThat(mill.published("keys", "all")).containsExactly("07:00", "10:00");
  }

  @Test
  void aRecordIsLateWhenAnEarlierTickSealedItsBucket() throws IOException {
    Mill mill = Mill.of(home, STRICT).drop("a", at("10:02", "x"));
    mill.tick("10:05");
    mill.drop("b", at("10:03", "x"), at("10:06", "x"));
    mill.tick("10:10");
    assertThat(mill.totals().records().lateRefused()).isEqualTo(1);
    assertThat(mill.report("keys", "all", "10:05")).containsExactly("x 2");
    assertThat(mill.quarantined())
        .singleElement()
        .asString()
        .contains("\"file\":\"b\"", "\"offset\":0", "late: its bucket", "10:03:00Z,x,1");
  }

  @Test
  void anEmptySpanThatWasPassedIsSealedToo() throws IOException {
    Mill mill = Mill.of(home, STRICT).drop("a", at("10:02", "x"));
    mill.tick("11:00");
    mill.drop("b", at("10:30", "late"));
    mill.tick("11:05");
    assertThat(mill.totals().records().lateRefused()).isEqualTo(1);
  }

  @Test
  void recordsBeforeTheFirstBucketEverSeenExtendTheHistory() throws IOException {
    Mill mill = Mill.of(home, STRICT).drop("a", at("10:02", "x"));
    mill.tick("10:05");
    mill.drop("b", at("08:02", "x"));
    mill.tick("10:05");
    assertThat(mill.totals().records().lateRefused()).isZero();
    assertThat(mill.report("keys", "all", "08:00")).containsExactly("x 1");
    assertThat(mill.report("keys", "all", "10:00")).containsExactly("x 2");

    mill.drop("c", at("09:00", "between the two which was sealed with them"));
    mill.tick("10:05");
    assertThat(mill.totals().records().lateRefused()).isEqualTo(1);
  }

  @Test
  void aNowBeforeTheNewestSealedBucketSealsNothing() throws IOException {
    Mill mill = Mill.of(home, EVERY_5M).drop("a", at("10:02", "x"));
    mill.tick("11:00");
    mill.drop("b", at("10:12", "x"));
    Tick.TickResult result = mill.tick("10:15");
    assertThat(result.outcome()).isEqualTo(Tick.TickOutcome.DONE);
    assertThat(mill.state().snapshot().facts().timeline().watermark())
        .contains(Mill.moment("11:00"));
    assertThat(mill.report("keys", "all", "10:10")).containsExactly("x 2");
  }

  @Test
  void oneRecordOf1970CostsNothing() throws IOException {
    Mill mill =
        Mill.of(
            home,
            Mill.CSV
                + """
                buckets: { every: 5m }
                jobs:
                  keys:
                    count: key
                    windows: { all: cumulative, hour: tumbling 1h, recent: sliding 30m }
                """);
    mill.drop("a", at("1970-01-01T00:00:07Z", "stray"), at("10:02", "x"));
    long before = System.nanoTime();
    mill.tick("11:00");
    assertThat(System.nanoTime() - before).as("nanoseconds").isLessThan(20_000_000_000L);
    assertThat(mill.state().buckets().size()).isEqualTo(2);
    assertThat(mill.published("keys", "all")).containsExactly("19700101T0000Z", "10:00");
    assertThat(mill.published("keys", "recent"))
        .hasSize(12)
        .startsWith("19700101T0000Z")
        .endsWith("10:25");
    assertThat(mill.report("keys", "all", "10:00")).containsExactly("stray 1", "x 1");
  }

  @Test
  void oneRecordOf1970ThatComesLaterCostsNothingEither() throws IOException {
    Mill mill = Mill.of(home, EVERY_5M).drop("a", at("10:02", "x"));
    mill.tick("11:00");
    mill.drop("b", at("1970-01-01T00:00:07Z", "stray"));
    mill.tick("11:05");
    assertThat(mill.state().buckets().size()).isEqualTo(2);
    assertThat(mill.report("keys", "all", "10:00")).containsExactly("stray 1", "x 1");
    assertThat(mill.revision("keys", "all", "10:00")).isEqualTo(2);
  }

  @Test
  void recordsOfTheFutureAreQuarantinedAndMoveNoWatermark() throws IOException {
    Mill mill = Mill.of(home, EVERY_5M).clock(Mill.moment("10:05"));
    mill.drop("a", at("10:02", "x"), at("10:10:00", "just"), at("10:10:01", "too far"));
    mill.tick("10:05");
    assertThat(mill.totals().records().quarantined()).isEqualTo(1);
    assertThat(mill.quarantined()).singleElement().asString().contains("too far", "300 s ahead");
    assertThat(mill.state().snapshot().facts().timeline().watermark())
        .contains(Mill.moment("10:05"));

    mill.drop("b", at("2099-01-01T00:00:00Z", "x"));
    mill.tick("10:15");
    assertThat(mill.state().snapshot().facts().timeline().watermark())
        .contains(Mill.moment("10:15"));
    assertThat(mill.totals().records().quarantined()).isEqualTo(2);
  }

  /** His computer was suspended, or he was overtaken and decides anew. */
  @Test
  void whoFallsAsleepBeforeHeLooksTakesWhatIsNewerThanHisTimeForNoFuture() throws IOException {
    Mill mill = Mill.of(home, EVERY_5M).clock(Mill.moment("10:05"));
    mill.landing(
        landing ->
            new LandingWrapper(landing) {
              @Override
              public Listing list() throws IOException {
                mill.clock(Mill.moment("10:30"));
                mill.drop("a", at("10:29", "new"), at("10:36", "too far"));
                return super.list();
              }
            });
    mill.tick("10:05");
    assertThat(mill.quarantined()).singleElement().asString().contains("too far");
    assertThat(mill.totals().records().cut()).isEqualTo(1);
  }

  @Test
  void byArrivalTheClockOfTheTickIsTheTime() throws IOException {
    Mill mill =
        Mill.of(
            home,
            """
            pipeline: mill
            landing: { path: landing, settle: 0s }
            buckets: { every: 5m }
            jobs:
              lines: { count: line, windows: { all: cumulative } }
            """);
    mill.drop("a", "x", "y");
    mill.tick("10:02");
    mill.drop("b", "x");
    mill.tick("10:05");
    mill.tick("10:10");
    assertThat(mill.report("lines", "all", "10:00")).containsExactly("x 1", "y 1");
    assertThat(mill.report("lines", "all", "10:05")).containsExactly("x 2", "y 1");
  }

  @Test
  void byFileNameAllRecordsHaveTheTimeOfTheirFile() throws IOException {
    Mill mill =
        Mill.of(
            home,
            """
            pipeline: mill
            landing:
              path: landing
              settle: 0s
              time: { by: file-name, pattern: '(?<time>\\d{8}T\\d{4})', format: "yyyyMMdd'T'HHmm" }
            buckets: { every: 5m }
            jobs:
              lines: { count: line, windows: { all: cumulative } }
            """);
    mill.drop("day/20240301T1002.log", "x", "y").drop("nameless.log", "x");
    mill.tick("10:05");
    assertThat(mill.report("lines", "all", "10:00")).containsExactly("x 1", "y 1");
    assertThat(mill.file("nameless.log").verdict())
        .isEqualTo(millrace.state.FileEntry.Verdict.QUARANTINED);
    assertThat(mill.warned()).singleElement().asString().contains("nameless.log");
  }

  @Test
  void nothingIsSealedBeforeThereIsARecord() throws IOException {
    Mill mill = Mill.of(home, EVERY_5M);
    mill.tick("10:05");
    mill.drop("empty");
    mill.tick("10:05");
    assertThat(mill.state().snapshot().facts().timeline().watermark()).isEmpty();
    mill.drop("old", at("1999-12-31T23:59:59Z", "x"));
    mill.tick("10:05");
    assertThat(mill.state().snapshot().facts().timeline().first())
        .contains(Instant.parse("1999-12-31T23:55:00Z"));
  }

  /** It is no longer than the wait from the future. */
  @Test
  void whatArrivesWhileATickWaitsForTheLockIsNotFromTheFuture() throws IOException {
    Mill mill =
        Mill.of(
                home,
                Mill.CSV
                    + """
                    buckets: { every: 5m, max-ahead: 1m }
                    jobs:
                      keys: { count: key, windows: { all: cumulative } }
                    """)
            .clock(Mill.moment("10:00"));
    try (Store store =
        new StoreWrapper(mill.store()) {
          @Override
          public Optional<Closeable> lock(Duration patience) throws IOException {
            mill.clock(Mill.moment("10:04"));
            mill.drop("a", Mill.moment("10:04") + ",x,1");
            return super.lock(patience);
          }
        }) {
      mill.tick(store, "10:00");
    }
    assertThat(mill.totals().records().cut()).isEqualTo(1);
  }
}
