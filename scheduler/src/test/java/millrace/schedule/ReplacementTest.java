package millrace.schedule;

import static millrace.schedule.Mill.at;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import millrace.state.FileEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other bytes under a known name, where the pipeline lets them take the place of the old ones. */
class ReplacementTest {
  private static final String REPLACE =
      Mill.CSV
          + """
            changed: replace
          buckets: { every: 5m }
          jobs:
            keys: { count: key, windows: { all: cumulative, ten: tumbling 10m, recent: sliding 10m } }
            sums: { sum: amount, key: key, windows: { all: cumulative } }
          """;

  @TempDir Path home;

  private Mill sealed() throws IOException {
    Mill mill = Mill.of(home, REPLACE);
    mill.drop("a", at("10:02", "x"), at("10:07", "x", "5"), at("10:08", "old"));
    mill.drop("b", at("10:03", "y"), at("10:12", "y"));
    mill.tick("10:15");
    return mill;
  }

  @Test
  void itsOldRecordsGoAndItsNewOnesCome() throws IOException {
    Mill mill = sealed();
    mill.drop("a", at("10:02", "x"), at("10:12", "new"));
    mill.tick("10:15");
    assertThat(mill.report("keys", "all", "10:10")).containsExactly("new 1", "x 1", "y 2");
    assertThat(mill.report("keys", "all", "10:00")).containsExactly("x 1", "y 1");
    assertThat(mill.changes("keys", "all", "10:00")).as("but its record came late").isEmpty();
    assertThat(mill.changes("keys", "all", "10:10"))
        .containsExactly("+ new 1", "- old 1", "- x 2", "+ x 1");
    assertThat(mill.report("keys", "recent", "10:05")).containsExactly("x 1", "y 1");
    assertThat(mill.report("sums", "all", "10:10")).containsExactly("new 1", "x 1", "y 2");
    assertThat(mill.totals().records().records()).isEqualTo(4);
    assertThat(mill.file("a").past().versions()).isEqualTo(2);
    mill.mustBeClean();
  }

  @Test
  void aFileOfTheSameSizeIsNoOtherCase() throws IOException {
    Mill mill = sealed();
    mill.drop("b", at("10:03", "z"), at("10:12", "z"));
    mill.tick("10:15");
    assertThat(mill.report("keys", "all", "10:10")).containsExactly("old 1", "x 2", "z 2");
  }

  @Test
  void inABucketThatIsOpenNothingWasEverCounted() throws IOException {
    Mill mill = Mill.of(home, REPLACE);
    mill.drop("a", at("10:02", "x"), at("10:07", "only here"));
    mill.tick("10:03");
    mill.drop("a", at("10:02", "y"));
    mill.tick("10:04");
    assertThat(mill.state().buckets().size()).isEqualTo(1);
    mill.tick("10:10");
    assertThat(mill.report("keys", "all", "10:00")).containsExactly("y 1");
    assertThat(mill.published("keys", "all")).containsExactly("10:00");
  }

  @Test
  void aTailOfWhatReplacedIsATail() throws IOException {
    Mill mill = sealed();
    mill.drop("a", at("10:02", "new"));
    mill.tick("10:15");
    mill.append("a", at("10:13", "tail"));
    mill.tick("10:15");
    assertThat(mill.report("keys", "all", "10:10")).containsExactly("new 1", "tail 1", "y 2");
    mill.drop("a", at("10:02", "last"));
    mill.tick("10:15");
    assertThat(mill.report("keys", "all", "10:10")).containsExactly("last 1", "y 2");
    mill.mustBeClean();
  }

  @Test
  void itsOldBytesUnderAnotherNameCountAgain() throws IOException {
    Mill mill = sealed();
    byte[] old = Files.readAllBytes(mill.landed("a"));
    mill.drop("twin", old);
    mill.tick("10:15");
    assertThat(mill.file("twin").verdict()).isEqualTo(FileEntry.Verdict.DUPLICATE);
    mill.drop("a", at("10:02", "new"));
    mill.tick("10:15");
    assertThat(mill.report("keys", "all", "10:10")).containsExactly("new 1", "y 2");
    mill.tick("10:15");
    assertThat(mill.file("twin").verdict()).isEqualTo(FileEntry.Verdict.CUT);
    assertThat(mill.report("keys", "all", "10:10")).containsExactly("new 1", "old 1", "x 2", "y 2");
    assertThat(mill.totals().duplicates()).isZero();
  }

  @Test
  void whatBecomesTheTwinOfAnotherCountsNoMore() throws IOException {
    Mill mill = sealed();
    mill.drop("a", Files.readAllBytes(mill.landed("b")));
    mill.tick("10:15");
    assertThat(mill.file("a").verdict()).isEqualTo(FileEntry.Verdict.DUPLICATE);
    assertThat(mill.report("keys", "all", "10:10")).containsExactly("y 2");
  }

  @Test
  void aBucketThatLosesAllItsRecordsHasReportsWithoutRows() throws IOException {
    Mill mill = Mill.of(home, REPLACE);
    mill.drop("a", at("10:02", "x"));
    mill.tick("10:05");
    mill.drop("a", at("10:07", "x"));
    mill.tick("10:10");
    assertThat(mill.report("keys", "all", "10:00")).isEmpty();
    assertThat(mill.report("keys", "all", "10:05")).containsExactly("x 1");
    assertThat(mill.changes("keys", "all", "10:00")).containsExactly("- x 1");
  }

  @Test
  void aNewVersionThatCannotBeReadLeavesTheOldOneCounted() throws IOException {
    Mill mill = sealed();
    mill.drop("a", "x,y\n".getBytes(StandardCharsets.UTF_16));
    mill.tick("10:15");
    assertThat(mill.file("a").verdict()).isEqualTo(FileEntry.Verdict.QUARANTINED);
    assertThat(mill.report("keys", "all", "10:10")).containsExactly("old 1", "x 2", "y 2");
    mill.drop("a", at("10:02", "new"));
    mill.tick("10:15");
    assertThat(mill.report("keys", "all", "10:10")).containsExactly("new 1", "y 2");
  }

  @Test
  void whatWasCutBeforeThePipelineReplacedCannotBeTakenBack() throws IOException {
    Mill mill = Mill.of(home, REPLACE.replace("changed: replace", "changed: add"));
    mill.drop("a", at("10:02", "x")).drop("b", at("10:02", "y"));
    mill.tick("10:05");
    mill.edit(REPLACE).drop("a", at("10:02", "new"));
    mill.tick("10:05");
    assertThat(mill.file("a").reason().orElse(""))
        .startsWith("cannot replace what came under its name before: its old records share pieces");
    assertThat(mill.report("keys", "all", "10:00")).containsExactly("x 1", "y 1");
  }

  /** What replaces is folded as one with what comes late meanwhile, and neither is lost. */
  @Test
  void whatComesLateWhileABucketWaitsToBeFoldedAnewIsFoldedWithIt() throws IOException {
    Mill mill =
        Mill.of(
            home,
            REPLACE.replace(
                "sums: { sum: amount, key: key, windows: { all: cumulative } }",
                "moody: { class: millrace.schedule.FailingAtOneKey, windows: { all: cumulative } }"));
    mill.drop("a", at("10:02", "x")).drop("b", at("10:03", "y"));
    mill.tick("10:05");
    FailingAtOneKey.failAt("bad");
    try {
      mill.drop("a", at("10:02", "bad"));
      assertThat(mill.tick("10:05").outcome()).isEqualTo(Tick.TickOutcome.FAILED);
      assertThat(mill.report("moody", "all", "10:00")).containsExactly("x 1", "y 1");
      mill.drop("c", at("10:04", "late"));
      assertThat(mill.tick("10:05").outcome()).isEqualTo(Tick.TickOutcome.FAILED);
    } finally {
      FailingAtOneKey.failAt("");
    }
    assertThat(mill.tick("10:05").outcome()).isEqualTo(Tick.TickOutcome.DONE);
    assertThat(mill.report("moody", "all", "10:00")).containsExactly("bad 1", "late 1", "y 1");
    assertThat(mill.report("keys", "all", "10:00")).containsExactly("bad 1", "late 1", "y 1");
    mill.mustBeClean();
  }
}
