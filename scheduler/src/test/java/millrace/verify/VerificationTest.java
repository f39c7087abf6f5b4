package millrace.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All parts of a verification together, and what it comes to. */
class VerificationTest {
  @TempDir private Path scratch;
  private final List<String> problems = new ArrayList<>();

  private VerifyFixture fixture() throws IOException {
    return VerifyFixture.foldable(scratch);
  }

  private VerifyResult verify(VerifyFixture fixture, VerifyDepth depth) throws IOException {
    problems.clear();
    Findings findings =
        new Findings() {
          @Override
          public void problem(String line) {
            problems.add(line);
          }

          @Override
          public void progress(String what) {}
        };
    return new Verification(fixture.parts(), findings).run(Scope.ALL, depth);
  }

  private VerifyFixture published() throws IOException {
    VerifyFixture fixture = fixture();
    fixture.shelf().fold("10:00", "hat", "coat").fold("10:05", "glove");
    fixture.shelf().publish(fixture.all(), "10:05", "10:10");
    fixture.shelf().publish(fixture.ten(), "10:10").commit();
    return fixture;
  }

  @Test
  void ofNothingThereIsNothing() throws IOException {
    assertThat(verify(fixture(), VerifyDepth.RECOMPUTE))
        .isEqualTo(
            new VerifyResult(0, "pipeline shelf, snapshot 0: all is right; there is nothing yet"));
  }

  @Test
  void whatIsRightIsRightInItsFilesAndWhenItIsComputedAgain() throws IOException {
    VerifyFixture fixture = published();
    VerifyResult files = verify(fixture, VerifyDepth.FILES);
    assertThat(problems).isEmpty();
    assertThat(files.problems()).isZero();
    assertThat(files.summary())
        .matches(
            "pipeline shelf, snapshot 2: all is right; 2 snapshots, 2 landed"
                + " files, 2 pieces, 2 runs, 3 reports, 3 exported copies, \\d+ bytes read");
    VerifyResult proved = verify(fixture, VerifyDepth.RECOMPUTE);
    assertThat(problems).isEmpty();
    assertThat(proved.summary())
        .endsWith(", 2 results of buckets computed again, 3 reports made again");
  }

  @Test
  void filesThatNothingNamesAreCounted() throws IOException {
    VerifyFixture fixture = published();
    fixture.shelf().put("buckets/bucket=20240301T1000Z/left", new byte[] {1});
    assertThat(verify(fixture, VerifyDepth.FILES).summary())
        .contains("all is right; ")
        .endsWith(", 1 files that nothing names");
  }

  @Test
  void problemsAreCounted() throws IOException {
    VerifyFixture fixture = published();
    fixture.lose(fixture.shelf().report("ten", "10:10").parts().get(0).path());
    VerifyResult one = verify(fixture, VerifyDepth.FILES);
    assertThat(one.problems()).isEqualTo(1);
    assertThat(one.summary()).startsWith("pipeline shelf, snapshot 2: 1 problem; ");
    fixture.lose(fixture.shelf().report("all", "10:10").parts().get(0).path());
    assertThat(verify(fixture, VerifyDepth.FILES).summary())
        .startsWith("pipeline shelf, snapshot 2: 2 problems; ");
    assertThat(problems).hasSize(2);
  }

  @Test
  void withoutTheNewestSnapshotNothingElseIsLookedAt() throws IOException {
    VerifyFixture fixture = published();
    fixture.halve("_millrace/snapshots/%020d.json".formatted(2));
    VerifyResult result = verify(fixture, VerifyDepth.RECOMPUTE);
    assertThat(problems).hasSize(1);
    assertThat(result.summary()).contains(": 1 problem; 1 snapshots");
  }
}
