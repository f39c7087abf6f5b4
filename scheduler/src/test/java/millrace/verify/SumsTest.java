package millrace.verify;

import static millrace.report.StateFixture.INPUT;
import static millrace.report.StateFixture.JOB;
import static millrace.report.StateFixture.at;
import static millrace.report.StateFixture.name;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import millrace.report.StateFixture;
import millrace.run.Tally;
import millrace.state.BucketEntry;
import millrace.state.FileEntry;
import millrace.state.JobState;
import millrace.state.Piece;
import millrace.state.Records;
import millrace.state.SinkProgress;
import millrace.state.Totals;
import millrace.state.Undelivered;
import millrace.state.Work;
import org.junit.jupiter.api.Test;

/** What must add up adds up, or it is said where it does not. */
class SumsTest {
  private static final String REMEDY =
      ". The state contradicts itself, though its digests are right: put the newest snapshot and"
          + " its pages back from a copy, and report it.";

  private final VerifyFixture verify;
  private final StateFixture shelf;

  SumsTest() throws IOException {
    verify = VerifyFixture.inMemory();
    shelf = verify.shelf();
    shelf.fold("10:00", "hat", "coat").fold("10:05", "glove").fold("10:00", "hat");
    shelf.leaveOpen("10:10", "scarf").commit();
  }

  private List<String> problems() throws IOException {
    return verify.problems(newest -> Sums.check(verify.parts().pipeline(), newest));
  }

  private void bucket(String time, UnaryOperator<BucketEntry> change) throws IOException {
    BucketEntry entry = shelf.draft().buckets().get(name(time)).orElseThrow();
    shelf.draft().buckets().put(name(time), change.apply(entry));
    shelf.commit();
  }

  private void sums(UnaryOperator<Totals> change) throws IOException {
    shelf.draft().change(facts -> facts.withTotals(INPUT, change));
    shelf.commit();
  }

  @Test
  void nothingIsWrongWhereAllAddsUp() throws IOException {
    assertThat(problems()).isEmpty();
    assertThat(verify.counted(Counted.FILES)).isEqualTo(4);
    shelf.publish(verify.all(), "10:05", "10:10").compact().commit();
    assertThat(problems()).isEmpty();
  }

  /** The piece of the open bucket says that it holds so many records, of these sources. */
  private void openBucketHolds(int records, Function<Piece, List<Piece.PieceSource>> sources)
      throws IOException {
    openBucketHolds(
        piece ->
            new Piece(
                piece.path(),
                piece.length(),
                piece.crc32c(),
                records,
                0,
                piece.input(),
                piece.arrived(),
                sources.apply(piece)));
  }

  /** The piece of the open bucket is another. */
  private void openBucketHolds(UnaryOperator<Piece> change) throws IOException {
    bucket(
        "10:10",
        entry ->
            BucketEntry.of(entry.start(), entry.state())
                .withPieces(List.of(change.apply(entry.pieces().get(0)))));
  }

  @Test
  void nothingIsWrongWithNothing() throws IOException {
    VerifyFixture empty = VerifyFixture.inMemory();
    assertThat(empty.problems(newest -> Sums.check(empty.parts().pipeline(), newest))).isEmpty();
  }

  @Test
  void recordsThatNoFileHasAreTold() throws IOException {
    sums(before -> new Totals(4, 0, 0, new Records(7, 5, 2, 0)));
    assertThat(problems())
        .containsExactly(
            "snapshot 2: records of all files: 7 expected, 5 found" + REMEDY,
            "snapshot 2: quarantined records of all files: 2 expected, 0 found" + REMEDY);
  }

  @Test
  void recordsThatNoBucketHasAreTold() throws IOException {
    FileEntry file =
        new FileEntry(
            INPUT,
            "other.txt",
            "other",
            new FileEntry.Content(3, "ab"),
            FileEntry.Verdict.CUT,
            Optional.empty(),
            Optional.empty(),
            new FileEntry.Past(new Records(2, 2, 0, 0), 1, at("10:00"), List.of()));
    shelf.draft().files().put(file.key(), file);
    sums(before -> before.withFile(FileEntry.Verdict.CUT, new Records(2, 2, 0, 0)));
    assertThat(problems())
        .hasSize(2)
        .anyMatch(
            it -> it.equals("snapshot 2: records in all buckets: 7 expected, 5 found" + REMEDY))
        .anyMatch(it -> it.contains("other.txt: records cut: 2 expected, 0 found"));
  }

  @Test
  void aPieceThatHoldsMoreThanItsSourcesIsTold() throws IOException {
    openBucketHolds(2, piece -> piece.sources());
    assertThat(problems())
        .hasSize(2)
        .anyMatch(it -> it.contains(": records of its sources: 2 expected, 1 found"))
        .anyMatch(it -> it.contains("records in all buckets: 5 expected, 6 found"));
  }

  @Test
  void aBucketThatTheWatermarkHasPassedMustBeSealed() throws IOException {
    shelf.draft().change(facts -> facts.withTimeline(time -> time.withWatermark(at("10:15"))));
    shelf.commit();
    assertThat(problems())
        .containsExactly(
            "bucket 20240301T1010Z: is open, and the watermark is 2024-03-01T10:15:00Z" + REMEDY);
  }

  @Test
  void openBucketsAreThoseTheSnapshotNames() throws IOException {
    shelf.draft().change(facts -> facts.withTimeline(time -> time.withOpen(List.of())));
    shelf.commit();
    assertThat(problems())
        .containsExactly(
            "snapshot 2: open buckets: [] expected, [2024-03-01T10:10:00Z] found" + REMEDY);
  }

  @Test
  void recordsThatNobodyFoldsAreTold() throws IOException {
    shelf
        .draft()
        .job(JOB, shelf.draft().job(JOB).withRoots(shelf.draft().job(JOB).roots().subList(0, 2)));
    bucket(
        "10:00",
        entry ->
            entry.withFold(
                JOB,
                new BucketEntry.Fold(1, 1, "inline", "by hand", "", new Tally(2, 2, 0, 0, 0, 0))));
    assertThat(problems())
        .containsExactly(
            "bucket 20240301T1000Z, job words: 3 records cut, and 2 folded, filtered, keyless or"
                + " rejected, 0 waiting, 0 parked"
                + REMEDY);

    Piece late = shelf.draft().buckets().get(name("10:00")).orElseThrow().pieces().get(1);
    Work waiting = Work.adding(at("10:00"), List.of(late), List.of(JOB));
    shelf.draft().change(facts -> facts.withWork(work -> work.withDue(List.of(waiting))));
    shelf.commit();
    assertThat(problems()).as("they wait").isEmpty();
    shelf
        .draft()
        .change(
            facts -> facts.withWork(work -> work.withDue(List.of()).withParked(List.of(waiting))));
    shelf.commit();
    assertThat(problems()).as("they are parked").isEmpty();
  }

  @Test
  void whatWasFoldedIsInTheRuns() throws IOException {
    JobState words = shelf.draft().job(JOB);
    shelf.draft().job(JOB, words.withRoots(words.roots().subList(1, 3)));
    shelf.commit();
    assertThat(problems()).hasSize(1);
    assertThat(problems().get(0))
        .startsWith("snapshot 2, job words: its runs hold Tally[records=2, ")
        .contains(" and its buckets were folded to Tally[records=4, ");
  }

  @Test
  void recordsOfOneFileThatCountForAnotherAreTold() throws IOException {
    openBucketHolds(1, piece -> List.of(new Piece.PieceSource("nobody.txt", 1)));
    String landed = "6.txt";
    assertThat(problems())
        .containsExactlyInAnyOrder(
            "landed file " + landed + ": records cut: 1 expected, 0 found" + REMEDY,
            "landed file nobody.txt, which is not known: records cut: 0 expected, 1 found"
                + REMEDY);
  }

  @Test
  void recordsOfOneInputThatCountForAnotherAreTold() throws IOException {
    openBucketHolds(
        piece ->
            new Piece(
                piece.path(),
                piece.length(),
                piece.crc32c(),
                piece.records(),
                piece.late(),
                "orders",
                piece.arrived(),
                piece.sources()));
    assertThat(problems())
        .containsExactlyInAnyOrder(
            "landed file 6.txt: records cut: 1 expected, 0 found" + REMEDY,
            "landed file orders 6.txt, which is not known: records cut: 0 expected, 1 found"
                + REMEDY);

    shelf.draft().change(facts -> facts.withTotals(INPUT, any -> Totals.NONE));
    shelf
        .draft()
        .change(
            facts ->
                facts.withTotals("orders", any -> new Totals(4, 0, 0, new Records(5, 5, 0, 0))));
    shelf.commit();
    assertThat(problems())
        .contains(
            "snapshot 3: records of all files: 0 expected, 5 found" + REMEDY,
            "snapshot 3: records of all files of input orders: 5 expected, 0 found" + REMEDY);
  }

  @Test
  void whatOutputsAreToBeToldIsNoted() throws IOException {
    SinkProgress away = SinkProgress.from("definition", 1, 2);
    shelf.draft().change(facts -> facts.withSink("lake", away));
    Undelivered noted = new Undelivered("lake", "words/all/20240301T1000Z", 1);
    shelf.draft().undelivered().put(noted.key(), noted);
    shelf.commit();
    assertThat(problems())
        .containsExactly(
            "snapshot 2: reports that output lake is to be told: 2 expected, 1 found" + REMEDY);
  }

  @Test
  void aPageThatIsDamagedIsToldAndNothingIsAddedUp() throws IOException {
    verify.foldTwoHours();
    sums(before -> Totals.NONE);
    assertThat(problems()).as("as long as all can be read").isNotEmpty();
    assertThat(verify.counted(Counted.PAGES)).isPositive();
    assertThat(verify.counted(Counted.BYTES)).isPositive();
    String page = verify.pages("buckets").get(0);
    verify.lose(page);
    assertThat(problems())
        .containsExactly(
            "catalogue page: no such file: "
                + page
                + ": missing, snapshot 2 names it. Put it back from a copy.");
  }
}
