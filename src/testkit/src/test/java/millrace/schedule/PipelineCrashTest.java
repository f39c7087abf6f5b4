package millrace.schedule;

import static millrace.schedule.Mill.at;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import millrace.state.Snapshot;
import millrace.testkit.Story;
import millrace.testkit.TestMill;
import millrace.testkit.TrialSummary;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole pipeline that is killed, anywhere, and started again: in the end nobody can tell. Before
 * and after each change of a file, in the landing directory or in the pipeline's own, and with the
 * change reported as failed whether or not it was made.
 */
class PipelineCrashTest {
  private static final String PIPELINE =
      Mill.CSV
          + """
            after: archive
            changed: replace
          buckets: { every: 5m }
          jobs:
            keys: { count: key, windows: { all: cumulative, ten: tumbling 10m, recent: sliding 10m } }
            sums: { sum: amount, key: key, windows: { ten: tumbling 10m }, top: 2 }
            failing: { class: millrace.schedule.FailingAtOneKey, windows: { all: cumulative } }
          retention: { raw: 20m, runs: 20m, reports: 20m }
          """;

  /** A sample is tried in every build; with {@code -Pmatrix} all. */
  private static final boolean ALL = Integer.getInteger("millrace.every", 0) == 1;

  @TempDir(factory = MemoryBacked.class)
  Path home;

  @AfterEach
  void failNoMore() {
    FailingAtOneKey.failAt("");
  }

  private static String now(String time) {
    return Mill.moment(time).toString();
  }

  /**
   * Two buckets and two jobs; a duplicate, a late record, a file that is replaced and one that
   * grows; a bucket that is parked, and a backfill of it; and what is old is deleted.
   */
  private static Story wholeStory() {
    return Story.of(PIPELINE)
        .set("millrace.snapshot.keep", "1")
        .set("millrace.work.max.attempts", "1")
        .drop("a", at("10:02", "x"), at("10:04", "y"), "broken")
        .drop("b", at("10:07", "x", "5"))
        .tick(now("10:08"))
        .drop("dup", at("10:07", "x", "5"))
        .drop("c", at("10:03", "z", "2.5"))
        .tick(now("10:10"))
        .drop("a", at("10:02", "x"), at("10:04", "y"), "broken", at("10:12", "y"))
        .drop("b", at("10:07", "x", "6"), at("10:09", "y"))
        .drop("late", at("10:01", "x", "7"))
        .drop("same as c", at("10:03", "z", "2.5"))
        .tick(now("10:15"))
        .given(() -> FailingAtOneKey.failAt("bad"))
        .drop("d", at("10:16", "bad"), at("10:17", "x"))
        .tick(now("10:20"))
        .drop("e", at("10:18", "y"), at("10:22", "x"))
        .tick(now("10:25"))
        .given(() -> FailingAtOneKey.failAt(""))
        .backfill(now("10:25"), now("10:15"), now("10:20"), "failing")
        .drop("f", at("10:41", "x"), at("10:42", "z"))
        .tick(now("10:45"))
        .drop("g", at("10:03", "x"), at("10:46", "x"))
        .drop("b", at("10:07", "x", "8"))
        .tick(now("10:50"))
        .check(mill -> audit(PIPELINE, mill));
  }

  private static final String DELETING =
      Mill.CSV
          + """
            after: delete
            max-quarantined: 50%
            duplicates: count
          buckets: { every: 5m, late: quarantine }
          publish: latest
          jobs:
            keys: { count: key, windows: { all: cumulative } }
          """;

  /** The other policies. */
  private static Story otherPolicies() throws IOException {
    byte[] zipped = Mill.gz(Mill.text(at("10:03", "x"), at("10:04", "z")));
    return Story.of(DELETING)
        .set("millrace.snapshot.keep", "1")
        .set("millrace.publish.chunk", "1")
        .drop("a", at("10:02", "x"), at("10:07", "y"), at("10:12", "y"))
        .drop("broken", "broken", at("10:02", "x"), "broken as well")
        .drop("half.gz", Arrays.copyOf(zipped, zipped.length - 6))
        .tick(now("10:15"))
        .drop("b", at("10:02", "x"), at("10:07", "y"), at("10:12", "y"))
        .drop("c", at("10:17", "z"))
        .drop("half.gz", zipped)
        .tick(now("10:20"))
        .check(mill -> audit(DELETING, mill));
  }

  private static void audit(String pipeline, TestMill mill) throws IOException {
    Mill audited = Mill.of(mill.home(), pipeline);
    audited.mustBalance();
    audited.mustBeClean();
  }

  /** What the story is about does happen in it. */
  @Test
  void undisturbedItComesToThis() throws IOException {
    List<String> seen = new ArrayList<>();
    TestMill mill =
        wholeStory()
            .check(
                it -> {
                  audit(PIPELINE, it);
                  Snapshot head = Mill.of(home, PIPELINE).state().snapshot();
                  seen.add(
                      "%d parked, %d duplicates, %d refused, %d changed"
                          .formatted(
                              head.facts().work().parked().size(),
                              head.facts().total().duplicates(),
                              head.facts().total().records().lateRefused(),
                              Mill.files(it.root()).keySet().stream()
                                  .filter(file -> file.endsWith("_changed.tsv"))
                                  .count()));
                })
            .tell(home);
    assertThat(seen)
        .containsExactly(
            "0 parked, 0 duplicates, 0 refused, 0 changed",
            "0 parked, 1 duplicates, 0 refused, 3 changed",
            "0 parked, 1 duplicates, 0 refused, 8 changed",
            "1 parked, 1 duplicates, 0 refused, 8 changed",
            "1 parked, 1 duplicates, 0 refused, 10 changed",
            "0 parked, 1 duplicates, 0 refused, 11 changed",
            "0 parked, 1 duplicates, 0 refused, 0 changed",
            "0 parked, 1 duplicates, 1 refused, 0 changed");
    assertThat(mill.warned()).anyMatch(it -> it.contains("for the 1. time and is parked"));
    assertThat(mill.said())
        .anyMatch(it -> it.startsWith("delete the raw records of bucket 20240301T1000Z"))
        .anyMatch(it -> it.startsWith("delete the report of job keys, window all"))
        .anyMatch(it -> it.matches("delete [0-9]+ runs of job sums.*"));
    assertThat(mill.report("failing", "all", "20240301T1040Z"))
        .containsExactly("bad 1", "x 6", "y 4", "z 2");
    assertThat(Mill.files(mill.landing()).keySet())
        .contains("b", "_archive/b", "_archive/b.2")
        .filteredOn(it -> !it.startsWith("_archive/"))
        .as("what replaces records that are deleted is not taken")
        .containsExactly("b");
  }

  @Test
  void aFailureAtAnyChangeLosesNothingAndCountsNothingTwice() throws IOException {
    Story story = wholeStory();
    TrialSummary summary = ALL ? story.crashEverywhere() : story.crashSomewhere(60);
    System.out.println("whole pipeline: " + summary);
    assertThat(summary.changes()).isGreaterThan(1000);
  }

  @Test
  void soItIsWithOtherPolicies() throws IOException {
    Story story = otherPolicies();
    TrialSummary summary = ALL ? story.crashEverywhere() : story.crashSomewhere(25);
    System.out.println("other policies: " + summary);
    assertThat(summary.changes()).isGreaterThan(100);
  }

  /** A process that repairs what a dead one left may die as well, and so may the next. */
  @Test
  void crashesWhileRecoveringAreNoWorse() throws IOException {
    System.out.println("chains: " + wholeStory().crashInChains(ALL ? 500 : 12));
  }
}
