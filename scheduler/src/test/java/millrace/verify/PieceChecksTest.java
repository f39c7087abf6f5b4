package millrace.verify;

import static millrace.report.StateFixture.at;
import static millrace.report.StateFixture.name;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import millrace.state.Piece;
import millrace.time.TimeRange;
import org.junit.jupiter.api.Test;

/** Pieces are the bytes that were cut. */
class PieceChecksTest {
  private static final String REMEDY =
      ". Put it back from a copy: without it the bucket cannot be folded, now or again.";

  private final VerifyFixture verify;

  PieceChecksTest() throws IOException {
    verify = VerifyFixture.inMemory();
    verify.shelf().fold("10:00", "hat", "coat").fold("10:05", "glove").fold("10:00", "hat");
    verify.shelf().leaveOpen("10:10", "scarf").commit();
  }

  private List<String> problems(Scope scope) throws IOException {
    return verify.problems(newest -> new PieceChecks(verify.parts(), newest).check(scope));
  }

  private String piece(String bucket, int index) {
    List<Piece> pieces = verify.shelf().state().buckets().get(name(bucket)).orElseThrow().pieces();
    return pieces.get(index).path();
  }

  @Test
  void nothingIsWrongWithWhatWasCut() throws IOException {
    assertThat(problems(Scope.ALL)).isEmpty();
    assertThat(verify.counted(Counted.PIECES)).isEqualTo(4);
    assertThat(verify.counted(Counted.BYTES)).isEqualTo(9 + 6 + 4 + 6);
  }

  @Test
  void aPieceThatIsMissingIsTold() throws IOException {
    verify.lose(piece("10:00", 1));
    assertThat(problems(Scope.ALL))
        .containsExactly(
            "bucket 20240301T1000Z: piece "
                + piece("10:00", 1)
                + ": missing, 4 bytes expected"
                + REMEDY);
  }

  @Test
  void aPieceThatIsTornIsTold() throws IOException {
    verify.halve(piece("10:05", 0));
    assertThat(problems(Scope.ALL))
        .containsExactly(
            "bucket 20240301T1005Z: piece "
                + piece("10:05", 0)
                + ": 6 bytes expected, 3 found"
                + REMEDY);
  }

  @Test
  void aPieceOfOtherBytesIsTold() throws IOException {
    verify.flip(piece("10:10", 0), 2);
    List<String> problems = problems(Scope.ALL);
    assertThat(problems).hasSize(1);
    assertThat(problems.get(0))
        .startsWith("bucket 20240301T1010Z: piece " + piece("10:10", 0) + ": CRC-32C ")
        .endsWith(REMEDY);
  }

  @Test
  void onlyBucketsThatAreAskedForAreLookedAt() throws IOException {
    verify.lose(piece("10:00", 0));
    Scope later = new Scope(List.of(), Optional.of(new TimeRange(at("10:05"), at("10:10"))));
    assertThat(problems(later)).isEmpty();
    assertThat(verify.counted(Counted.PIECES)).isEqualTo(1);
  }
}
