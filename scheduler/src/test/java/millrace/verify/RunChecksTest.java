package millrace.verify;

import static millrace.report.StateFixture.JOB;
import static millrace.report.StateFixture.at;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import millrace.aggregate.Slice;
import millrace.report.RunTree;
import millrace.run.Run;
import millrace.run.RunWriter;
import millrace.state.JobState;
import millrace.time.TimeRange;
import org.junit.jupiter.api.Test;

/** Runs hold what was written into them. */
class RunChecksTest {
  private static final String REMEDY =
      ". To compute it again: millrace backfill pipeline.yaml --from 20240301T1000Z --to"
          + " 20240301T1005Z --job words";

  private final VerifyFixture verify;

  RunChecksTest() throws IOException {
    verify = VerifyFixture.inMemory();
    verify.shelf().fold("10:00", "hat", "coat").commit();
  }

  private List<String> problems(Scope scope) throws IOException {
    return verify.problems(
        newest ->
            new RunChecks(verify.parts(), newest, verify.jobs(), verify.remedy()).check(scope));
  }

  private Run run() {
    return verify.shelf().draft().job(JOB).roots().get(0);
  }

  private String path() {
    return run().parts().get(0).path();
  }

  private String problem(String what) {
    return "bucket 20240301T1000Z, job words: run %s: %s: %s%s"
        .formatted(run().id(), path(), what, REMEDY);
  }

  /** A run of other bytes stands in the place of the right one, and the state knows its length. */
  private void forge(String job, String aggregate, String... pairs) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (RunWriter writer = new RunWriter(out, "forged", aggregate, job)) {
      for (int i = 0; i < pairs.length; i += 2) {
        writer.append(Slice.of(pairs[i]), Slice.of(pairs[i + 1]));
      }
    }
    verify.shelf().put(path(), out.toByteArray());
    JobState words = verify.shelf().draft().job(JOB);
    Run forged = run().withParts(List.of(new Run.Part(path(), out.size())));
    verify.shelf().draft().job(JOB, words.withRoots(List.of(forged)));
    verify.shelf().commit();
  }

  @Test
  void nothingIsWrongWithWhatWasFoldedAndMerged() throws IOException {
    assertThat(problems(Scope.ALL)).isEmpty();
    verify.shelf().fold("10:05", "hat").fold("10:15", "glove").compact().commit();
    assertThat(problems(Scope.ALL)).isEmpty();
    assertThat(verify.counted(Counted.RUNS)).isEqualTo(4);
  }

  @Test
  void aRunThatIsMissingIsTold() throws IOException {
    verify.lose(path());
    assertThat(problems(Scope.ALL))
        .containsExactly(problem("missing, %d bytes expected".formatted(run().bytes())));
  }

  @Test
  void aRunThatIsTornIsTold() throws IOException {
    verify.halve(path());
    assertThat(problems(Scope.ALL))
        .containsExactly(
            problem("%d bytes expected, %d found".formatted(run().bytes(), run().bytes() / 2)));
  }

  @Test
  void everyBitOfARunCounts() throws IOException {
    int length = (int) run().bytes();
    for (int fromEnd = 1; fromEnd <= length; fromEnd += 7) {
      verify.flip(path(), fromEnd);
      assertThat(problems(Scope.ALL)).as("%d from the end", fromEnd).hasSize(1);
      verify.flip(path(), fromEnd);
    }
    assertThat(problems(Scope.ALL)).isEmpty();
  }

  @Test
  void aRunOfAnotherJobIsTold() throws IOException {
    forge("others", "count/1", "coat", "1", "hat", "1");
    assertThat(problems(Scope.ALL))
        .containsExactly(problem("of job words expected, of job others found"));
  }

  @Test
  void aRunOfAnotherAggregateIsTold() throws IOException {
    forge(JOB, "sum/1", "coat", "1", "hat", "1");
    assertThat(problems(Scope.ALL)).hasSize(1);
    assertThat(problems(Scope.ALL).get(0)).contains("sum/1").contains("count/1");
  }

  @Test
  void moreOrFewerKeysAreTold() throws IOException {
    forge(JOB, "count/1", "coat", "1");
    assertThat(problems(Scope.ALL)).containsExactly(problem("2 keys expected, 1 found"));
  }

  @Test
  void otherStatesAreTold() throws IOException {
    forge(JOB, "count/1", "coat", "1", "hat", "2");
    assertThat(problems(Scope.ALL)).hasSize(1);
    assertThat(problems(Scope.ALL).get(0))
        .contains(path() + ": digest " + run().digest() + " expected, ");
  }

  @Test
  void aStateThatIsNoneIsTold() throws IOException {
    forge(JOB, "count/1", "coat", "many", "hat", "1");
    assertThat(problems(Scope.ALL))
        .containsExactly(
            problem("the state of key coat cannot be read by count/1: not a count: many"));
  }

  @Test
  void theRunsBelowAWideOneAreLookedAtAsWell() throws IOException {
    verify.shelf().fold("10:05", "hat").fold("10:15", "glove").compact().commit();
    String below = path();
    Run wide =
        verify.shelf().state().snapshot().facts().job(JOB).roots().stream()
            .filter(run -> !run.from().isEmpty())
            .findFirst()
            .orElseThrow();
    String leaf =
        verify
            .shelf()
            .state()
            .runs()
            .get(RunTree.key(JOB, wide.from().get(0)))
            .orElseThrow()
            .parts()
            .get(0)
            .path();
    assertThat(leaf).isNotEqualTo(below);
    verify.lose(leaf);
    assertThat(problems(Scope.ALL)).hasSize(1);
    assertThat(problems(Scope.ALL).get(0)).contains(leaf + ": missing, ");
  }

  @Test
  void onlyWhatIsAskedForIsLookedAt() throws IOException {
    verify.lose(path());
    assertThat(problems(new Scope(List.of("others"), Optional.empty()))).isEmpty();
    TimeRange later = new TimeRange(at("10:05"), at("10:10"));
    assertThat(problems(new Scope(List.of(), Optional.of(later)))).isEmpty();
    assertThat(verify.counted(Counted.RUNS)).isZero();
  }
}
