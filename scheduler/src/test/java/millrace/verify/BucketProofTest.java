package millrace.verify;

import static millrace.report.StateFixture.JOB;
import static millrace.report.StateFixture.at;
import static millrace.report.StateFixture.name;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import millrace.aggregate.Slice;
import millrace.report.RunTree;
import millrace.report.StateFixture;
import millrace.run.Run;
import millrace.run.RunWriter;
import millrace.run.Tally;
import millrace.state.BucketEntry;
import millrace.state.JobState;
import millrace.state.Piece;
import millrace.state.Work;
import millrace.time.TimeRange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the runs of a bucket hold is what its raw records come to. */
class BucketProofTest {
  private static final String REMEDY =
      ". To compute it again: millrace backfill pipeline.yaml --from 20240301T1000Z --to"
          + " 20240301T1005Z --job words";

  @TempDir private Path scratch;
  private VerifyFixture verify;
  private StateFixture shelf;

  @BeforeEach
  void fold() throws IOException {
    verify = VerifyFixture.foldable(scratch);
    shelf = verify.shelf();
    shelf.fold("10:00", "hat", "coat", "hat").fold("10:05", "glove").fold("10:00", "hat");
    shelf.leaveOpen("10:10", "scarf").commit();
  }

  private List<String> problems(Scope scope) throws IOException {
    return verify.problems(
        newest ->
            new BucketProof(verify.parts(), newest, verify.jobs(), verify.remedy()).prove(scope));
  }

  private List<Run> roots() {
    return shelf.draft().job(JOB).roots();
  }

  /** The first run holds other counts than were folded. */
  private String forge(String... pairs) throws IOException {
    String path = "forged.run";
    long length;
    try (OutputStream out = verify.store().create(path);
        RunWriter writer = new RunWriter(out, path, "count/1", JOB)) {
      for (int i = 0; i < pairs.length; i += 2) {
        writer.append(Slice.of(pairs[i]), Slice.of(pairs[i + 1]));
      }
    }
    length = verify.store().find(path).orElseThrow().length();
    Run forged = roots().get(0).withParts(List.of(new Run.Part(path, length)));
    JobState words = shelf.draft().job(JOB);
    shelf.draft().job(JOB, words.withRoots(List.of(forged, roots().get(1), roots().get(2))));
    shelf.commit();
    return path + " " + roots().get(2).parts().get(0).path();
  }

  @Test
  void nothingIsWrongWithWhatWasFolded() throws IOException {
    assertThat(problems(Scope.ALL)).isEmpty();
    assertThat(verify.counted(Counted.RECOMPUTED_BUCKETS)).isEqualTo(2);
    shelf.compact().fold("10:15", "hat").compact().commit();
    assertThat(problems(Scope.ALL)).as("after merging").isEmpty();
    assertThat(verify.counted(Counted.RECOMPUTED_BUCKETS)).isEqualTo(3);
  }

  @Test
  void aKeyOfAnotherCountIsTold() throws IOException {
    String files = forge("coat", "1", "hat", "7");
    assertThat(problems(Scope.ALL))
        .containsExactly(
            "bucket 20240301T1000Z, job words: "
                + files
                + ": key hat: the raw records give 3, its runs hold 8; 1 keys differ"
                + REMEDY);
  }

  @Test
  void keysThatAreMissingOrTooManyAreTold() throws IOException {
    String files = forge("glove", "1", "hat", "2");
    assertThat(problems(Scope.ALL))
        .containsExactly(
            "bucket 20240301T1000Z, job words: "
                + files
                + ": key coat: the raw records give 1, its runs hold nothing; 2 keys differ"
                + REMEDY);
  }

  @Test
  void sumsThatWereFoldedOtherwiseAreTold() throws IOException {
    BucketEntry bucket = shelf.draft().buckets().get(name("10:05")).orElseThrow();
    shelf
        .draft()
        .buckets()
        .put(
            name("10:05"),
            bucket.withFold(
                JOB,
                new BucketEntry.Fold(1, 1, "inline", "by hand", "", new Tally(1, 0, 1, 0, 0, 0))));
    shelf.commit();
    assertThat(problems(Scope.ALL)).hasSize(1);
    assertThat(problems(Scope.ALL).get(0))
        .contains(": its raw records come to Tally[records=1, folded=1, ")
        .contains(", the state says Tally[records=1, folded=0, ");
  }

  @Test
  void rawRecordsThatCannotBeReadAreTold() throws IOException {
    Piece piece = shelf.draft().buckets().get(name("10:05")).orElseThrow().pieces().get(0);
    verify.lose(piece.path());
    assertThat(problems(Scope.ALL)).hasSize(1);
    assertThat(problems(Scope.ALL).get(0))
        .startsWith("bucket 20240301T1005Z, job words: cannot be computed again: ");
  }

  @Test
  void aRunThatCannotBeReadIsTold() throws IOException {
    verify.lose(roots().get(1).parts().get(0).path());
    assertThat(problems(Scope.ALL)).hasSize(1);
    assertThat(problems(Scope.ALL).get(0)).contains(": its runs cannot be compared: ");
  }

  @Test
  void withoutRawRecordsNothingIsProved() throws IOException {
    BucketEntry bucket = shelf.draft().buckets().get(name("10:05")).orElseThrow();
    shelf.draft().buckets().put(name("10:05"), bucket.withoutRaw());
    shelf.commit();
    assertThat(problems(Scope.ALL)).isEmpty();
    assertThat(verify.counted(Counted.NO_RAW)).isEqualTo(1);
    assertThat(verify.counted(Counted.RECOMPUTED_BUCKETS)).isEqualTo(1);
  }

  @Test
  void aBucketThatIsFoldedAnewWaits() throws IOException {
    BucketEntry bucket = shelf.draft().buckets().get(name("10:05")).orElseThrow();
    Work anew = Work.replacing(bucket.start(), bucket.pieces(), List.of(JOB));
    shelf.draft().change(facts -> facts.withWork(work -> work.withDue(List.of(anew))));
    shelf.commit();
    assertThat(problems(Scope.ALL)).isEmpty();
    assertThat(verify.counted(Counted.WAITING)).isEqualTo(1);
  }

  @Test
  void latePiecesThatWaitAreLeftOut() throws IOException {
    BucketEntry bucket = shelf.draft().buckets().get(name("10:00")).orElseThrow();
    Work late = Work.adding(bucket.start(), bucket.pieces().subList(1, 2), List.of(JOB));
    shelf.draft().change(facts -> facts.withWork(work -> work.withDue(List.of(late))));
    shelf
        .draft()
        .buckets()
        .put(
            name("10:00"),
            bucket.withFold(
                JOB,
                new BucketEntry.Fold(1, 1, "inline", "by hand", "", new Tally(3, 3, 0, 0, 0, 0))));
    shelf.draft().job(JOB, shelf.draft().job(JOB).withRoots(roots().subList(0, 2)));
    shelf.commit();
    assertThat(problems(Scope.ALL)).isEmpty();
    assertThat(verify.counted(Counted.RECOMPUTED_BUCKETS)).isEqualTo(2);
  }

  @Test
  void bucketsThatOnlyAWiderRunHoldsAreNotProved() throws IOException {
    shelf.fold("11:10", "hat").compact();
    new RunTree(shelf.draft(), JOB).coarsen(at("11:00"));
    shelf.commit();
    assertThat(problems(new Scope(List.of(), Optional.of(new TimeRange(at("10:00"), at("10:10"))))))
        .isEmpty();
    assertThat(verify.counted(Counted.NO_LEAVES)).isEqualTo(2);
    assertThat(verify.counted(Counted.RECOMPUTED_BUCKETS)).isZero();
  }
}
