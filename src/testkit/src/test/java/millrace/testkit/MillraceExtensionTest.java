package millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.instanceOf;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.Condition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** The classes inside are tests of somebody who uses the extension; some fail on purpose. */
class MillraceExtensionTest {
  private static final String COUNTING =
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
      """;

  private static final String EVERY_MINUTE =
      """
      pipeline: minutes
      landing: { path: any, format: text, time: { by: arrival } }
      buckets: { every: 1m }
      jobs: { words: { class: millrace.jobs.wordcount.WordCount, options: { tokens: whitespace }, windows: { all: cumulative } } }
      """;

  /** Where the mills of the tests inside were. */
  private static final List<Path> HOMES = new CopyOnWriteArrayList<>();

  @BeforeEach
  void forgetTheHomes() {
    HOMES.clear();
  }

  private static Events run(Class<?> tests) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(tests))
        .execute()
        .testEvents();
  }

  private static void assertAllPass(Class<?> tests, int count) {
    run(tests).assertStatistics(all -> all.started(count).succeeded(count));
  }

  @ExtendWith(MillraceExtension.class)
  @TestPipeline(COUNTING)
  static class UsesAMill {
    @BeforeEach
    void fileArrives(TestMill mill) throws IOException {
      HOMES.add(mill.home());
      mill.drop("1", "2024-03-01T10:02:00Z,x");
    }

    @AfterEach
    void itIsStillThere(TestMill mill) {
      assertThat(mill.landing()).isDirectory();
    }

    @Test
    void aTickCountsIt(TestMill mill) throws IOException {
      mill.tick("2024-03-01T10:05:00Z");
      assertThat(mill.report("keys", "all", "20240301T1000Z")).containsExactly("x 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "3"})
    void eachTestHasAMillOfItsOwn(String name, TestMill mill) throws IOException {
      mill.drop(name, "2024-03-01T10:03:00Z,x");
      mill.turnClockTo("2024-03-01T10:00:00Z").turnClockBy("5m").tick();
      assertThat(mill.report("keys", "all", "20240301T1000Z")).containsExactly("x 2");
    }

    @Test
    @TestPipeline(EVERY_MINUTE)
    void theAnnotationOfTheMethodWins(TestMill mill) throws IOException {
      assertThat(mill.root()).hasFileName("minutes");
      mill.turnClockTo("2024-03-01T10:00:30Z").tick();
      mill.turnClockBy("1m").tick();
      assertThat(mill.report("words", "all", "20240301T1000Z"))
          .as("a file arrives when the clock says so")
          .containsExactly("2024-03-01T10:02:00Z,x 1");
    }

    @Nested
    class Inside {
      @Test
      void theClassAroundCounts(TestMill mill) {
        assertThat(mill.root()).hasFileName("counting");
      }
    }
  }

  @Test
  void aTestGetsAMillInADirectoryThatIsGoneAfterwards() {
    assertAllPass(UsesAMill.class, 5);
    assertThat(HOMES).hasSize(5).doesNotHaveDuplicates().noneMatch(Files::exists);
  }

  @ExtendWith(MillraceExtension.class)
  @TestPipeline(value = COUNTING, settings = "millrace.snapshot.keep=1")
  static class UsesAStory {
    @Test
    void crashesAreTried(Story story) throws IOException {
      TrialSummary summary =
          story.drop("1", "2024-03-01T10:02:00Z,x").tick("2024-03-01T10:05:00Z").crashSomewhere(3);
      assertThat(summary.trials()).isEqualTo(3);
    }

    @Test
    void settingsAreSet(Story story) {
      assertThat(story.script().settings()).containsEntry("millrace.snapshot.keep", "1");
    }
  }

  @Test
  void aTestGetsAStoryOfTheSamePipeline() {
    assertAllPass(UsesAStory.class, 2);
  }

  static class RegistersByHand {
    @RegisterExtension
    static final MillraceExtension MILLRACE =
        MillraceExtension.of(COUNTING).set("millrace.snapshot.keep", "2");

    @Test
    void itIsThatPipeline(TestMill mill, Story story) {
      HOMES.add(mill.home());
      assertThat(mill.root()).hasFileName("counting");
      assertThat(story.script().settings()).containsEntry("millrace.snapshot.keep", "2");
    }

    @Test
    @TestPipeline(EVERY_MINUTE)
    void anAnnotationWins(TestMill mill, Story story) {
      HOMES.add(mill.home());
      assertThat(mill.root()).hasFileName("minutes");
      assertThat(story.script().settings()).containsEntry("millrace.snapshot.keep", "2");
    }
  }

  @Test
  void aPipelineThatIsNoConstantIsRegisteredByHand() {
    assertAllPass(RegistersByHand.class, 2);
    assertThat(HOMES).hasSize(2).noneMatch(Files::exists);
  }

  @ExtendWith(MillraceExtension.class)
  @TestPipeline(COUNTING)
  static class Fails {
    @Test
    void itWasCountedTwice(TestMill mill) throws IOException {
      HOMES.add(mill.home());
      mill.drop("1", "2024-03-01T10:02:00Z,x", "broken");
      mill.tick("2024-03-01T10:05:00Z");
      assertThat(mill.report("keys", "all", "20240301T1000Z")).containsExactly("x 2");
    }
  }

  @Test
  void aTestThatFailsSaysWhereItsMillIsKept() throws IOException {
    Events events = run(Fails.class);
    Path home = HOMES.get(0);
    try {
      events
          .assertThatEvents()
          .haveExactly(
              1,
              event(
                  finishedWithFailure(
                      instanceOf(AssertionError.class),
                      message(it -> it.contains("x 2")),
                      suppressed("the mill of this test is kept in " + home),
                      suppressed("landing 1: 1 of 2 records"))));
      assertThat(home.resolve("landing/1")).hasContent("2024-03-01T10:02:00Z,x\nbroken");
    } finally {
      TestMill.delete(home);
    }
  }

  private static Condition<Throwable> suppressed(String text) {
    return new Condition<>(
        failure -> List.of(failure.getSuppressed()).toString().contains(text),
        "with a suppressed exception that contains: %s",
        text);
  }

  @ExtendWith(MillraceExtension.class)
  @TestPipeline(COUNTING)
  static class GivesUp {
    @Test
    void nothingToTestHere(TestMill mill) {
      HOMES.add(mill.home());
      Assumptions.abort("not on this machine");
    }
  }

  @Test
  void ofATestThatIsSkippedNothingIsKept() {
    run(GivesUp.class).assertStatistics(all -> all.started(1).aborted(1));
    assertThat(HOMES).hasSize(1).noneMatch(Files::exists);
  }

  @ExtendWith(MillraceExtension.class)
  @TestPipeline("pipeline: half")
  static class HasAWrongPipeline {
    @Test
    void neverRuns(TestMill mill) {
      HOMES.add(mill.home());
    }
  }

  @Test
  void aPipelineFileThatIsWrongFailsTheTestWithItsError() {
    run(HasAWrongPipeline.class)
        .assertThatEvents()
        .haveExactly(1, event(finishedWithFailure(message(it -> it.contains("landing")))));
    assertThat(HOMES).isEmpty();
  }

  @ExtendWith(MillraceExtension.class)
  @TestPipeline(value = COUNTING, settings = "millrace.snapshot.keep")
  static class HasAWrongSetting {
    @Test
    void neverRuns(TestMill mill) {
      HOMES.add(mill.home());
    }
  }

  @ExtendWith(MillraceExtension.class)
  @TestPipeline(COUNTING)
  static class AsksForNothing {
    @Test
    void needsNothing() {
      assertThat(HOMES).isEmpty();
    }
  }

  @Test
  void aSettingWithoutAValueIsRefused() {
    run(HasAWrongSetting.class)
        .assertThatEvents()
        .haveExactly(
            1,
            event(
                finishedWithFailure(
                    message(it -> it.contains("\"millrace.snapshot.keep\" is not of the form")))));
  }

  @Test
  void aTestThatAsksForNothingGetsNothing() {
    assertAllPass(AsksForNothing.class, 1);
  }

  @ExtendWith(MillraceExtension.class)
  static class NamesNoPipeline {
    @Test
    void neverRuns(TestMill mill) {
      HOMES.add(mill.home());
    }
  }

  @Test
  void aTestWithoutAPipelineIsToldHowToNameOne() {
    run(NamesNoPipeline.class)
        .assertThatEvents()
        .haveExactly(
            1,
            event(
                finishedWithFailure(
                    message(it -> it.contains("no pipeline for neverRuns")),
                    message(it -> it.contains("@TestPipeline")))));
  }
}
