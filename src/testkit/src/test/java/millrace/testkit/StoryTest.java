package millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kit finds what it is there to find. */
class StoryTest {
  private static final String PIPELINE =
      """
      pipeline: kit
      landing:
        path: any
        format: csv
        header: false
        columns: [time, key, amount]
        time: { by: event, field: time, format: iso }
      buckets: { every: 5m }
      jobs: { job: { %s, windows: { all: cumulative } } }
      """;

  private static Story counting() {
    return story("count: key");
  }

  private static Story story(Class<?> job) {
    return story("class: " + job.getName());
  }

  private static Story story(String job) {
    return Story.of(PIPELINE.formatted(job))
        .drop("1", "2024-03-01T10:02:00Z,x,4", "2024-03-01T10:03:00Z,y,8")
        .tick("2024-03-01T10:05:00Z")
        .drop("2", "2024-03-01T10:04:00Z,x,1", "2024-03-01T10:06:00Z,x,3")
        .tick("2024-03-01T10:10:00Z");
  }

  @Test
  void tellsItAsItIs(@TempDir Path home) throws IOException {
    TestMill mill = counting().tell(home);
    assertThat(mill.report("job", "all", "20240301T1000Z")).containsExactly("x 2", "y 1");
    assertThat(mill.report("job", "all", "20240301T1005Z")).containsExactly("x 3", "y 1");
    assertThat(mill.changes("job", "all", "20240301T1000Z")).containsExactly("- x 1", "+ x 2");
    assertThat(mill.changes("job", "all", "20240301T1005Z")).as("its first revision").isEmpty();
    assertThat(mill.quarantined()).isEmpty();
    assertThat(Files.exists(mill.root().resolve("buckets"))).isTrue();
  }

  @Test
  void aJobThatKeepsTheLawsPasses() throws IOException {
    counting().laws();
  }

  /** An average of averages: nothing may be merged in another order. */
  @Test
  void anAggregateThatBreaksALawIsTold() {
    Story story = story(AverageOfAverages.class);
    assertThatThrownBy(story::laws)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("job job: (a + b) + c = a + (b + c), of [")
        .hasMessageContaining("-Dmillrace.seed=");
  }

  @Test
  void aJobThatSaysNothingOfTheStoryIsNoProof() {
    Story story = Story.of(PIPELINE.formatted("count: key")).tick("2024-03-01T10:05:00Z");
    assertThatThrownBy(story::laws)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("says nothing of any record");
  }

  /** What it emits depends on how often it ran: a retry gives other numbers. */
  @Test
  void aJobThatIsNoFunctionOfItsRecordsIsTold() {
    Story story = story(NumberingJob.class).given(NumberingJob::beginAnew);
    assertThatThrownBy(story::crashEverywhere)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("trials went wrong")
        .hasMessageContaining("step 0, tick 2024-03-01T10:05:00Z, change ")
        .hasMessageContaining("reports/job=job/window=all/bucket=20240301T1000Z/part-00000.tsv")
        .hasMessageContaining("should be");
  }

  @Test
  void whatMustHoldAfterEachStepIsAsked(@TempDir Path home) {
    Story story =
        counting()
            .check(
                mill ->
                    assertThat(mill.report("job", "all", "20240301T1000Z"))
                        .isEqualTo(List.of("x 1", "y 1")));
    assertThatThrownBy(() -> story.tell(home))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("x 2");
  }

  /** With several threads the n-th change differs from run to run; nothing is lost at any. */
  @Test
  void itMayDieWhileSeveralThreadsFold() throws IOException {
    counting()
        .set("millrace.fold.threads", "4")
        .drop(
            "3",
            "2024-03-01T10:11:00Z,x,1",
            "2024-03-01T10:16:00Z,y,2",
            "2024-03-01T10:21:00Z,x,3",
            "2024-03-01T10:26:00Z,z,4")
        .tick("2024-03-01T10:30:00Z")
        .crashSomewhere(100);
  }

  @Test
  void howManyWereTriedIsSaid() throws IOException {
    TrialSummary summary = counting().crashSomewhere(8);
    assertThat(summary.trials()).isEqualTo(8);
    assertThat(summary.changes()).isGreaterThan(100);
    assertThat(summary.toString()).contains(" changes of files tried: 8 trials, ");
    assertThat(counting().crashInChains(2).trials()).isEqualTo(2);
  }
}
