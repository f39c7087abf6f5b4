package millrace.verify;

import static millrace.report.StateFixture.JOB;
import static millrace.report.StateFixture.at;
import static millrace.report.StateFixture.name;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Comparator;
import millrace.report.RunTree;
import millrace.report.StateFixture;
import millrace.run.Run;
import millrace.state.BucketEntry;
import org.junit.jupiter.api.Test;

/** The operator is told what still can be done. */
class RemedyTest {
  private static final String RAW_DELETED =
      "The raw records are deleted (retention.raw): put it back from a copy.";

  private final VerifyFixture verify;
  private final StateFixture shelf;

  RemedyTest() throws IOException {
    verify = VerifyFixture.inMemory();
    shelf = verify.shelf();
    shelf.fold("10:00", "hat").fold("10:05", "hat").fold("10:20", "hat").compact();
    shelf.publish(verify.all(), "10:10").publish(verify.ten(), "10:10").commit();
  }

  private static String backfill(String from, String to) {
    return "millrace backfill pipeline.yaml --from 20240301T%sZ --to 20240301T%sZ --job words"
        .formatted(from, to);
  }

  private Run widest() {
    return shelf.draft().job(JOB).roots().stream()
        .max(Comparator.comparing(run -> run.covers().length()))
        .orElseThrow();
  }

  private void deleteRaw(String bucket) throws IOException {
    BucketEntry entry = shelf.draft().buckets().get(name(bucket)).orElseThrow();
    shelf.draft().buckets().put(name(bucket), entry.withoutRaw());
    shelf.commit();
  }

  @Test
  void aRunIsMadeAnewByABackfillOfOneOfItsBuckets() throws IOException {
    assertThat(widest().from()).hasSize(2);
    assertThat(verify.remedy().of(shelf.state(), JOB, widest()))
        .startsWith("To compute it again: millrace backfill pipeline.yaml --from 20240301T10");
    deleteRaw("10:00");
    assertThat(verify.remedy().of(shelf.state(), JOB, widest()))
        .isEqualTo("To compute it again: " + backfill("1005", "1010"));
    deleteRaw("10:05");
    assertThat(verify.remedy().of(shelf.state(), JOB, widest())).isEqualTo(RAW_DELETED);
  }

  @Test
  void aRunThatIsKeptOnlyAsAWholeIsMadeByNobody() throws IOException {
    new RunTree(shelf.draft(), JOB).coarsen(at("10:15"));
    shelf.commit();
    assertThat(verify.remedy().of(shelf.state(), JOB, widest()))
        .isEqualTo(
            "The runs it was made of are deleted (retention.runs): put it back from a copy.");
  }

  @Test
  void aReportIsPublishedAgainByABackfillOfItsNewestBucket() throws IOException {
    for (String window : new String[] {"ten", "all"}) {
      assertThat(verify.remedy().of(shelf.state(), shelf.report(window, "10:10")))
          .isEqualTo("To publish it again: " + backfill("1005", "1010"));
    }
    deleteRaw("10:05");
    assertThat(verify.remedy().of(shelf.state(), shelf.report("ten", "10:10")))
        .isEqualTo("To publish it again: " + backfill("1000", "1005"));
    assertThat(verify.remedy().of(shelf.state(), shelf.report("all", "10:10")))
        .as("one joins it only with its last bucket")
        .isEqualTo(RAW_DELETED);
  }

  @Test
  void aBucketIsFoldedAgainWhileItsRawRecordsAreKept() throws IOException {
    assertThat(verify.remedy().ofBucket(shelf.state(), at("10:00"), JOB))
        .isEqualTo("To compute it again: " + backfill("1000", "1005"));
    deleteRaw("10:00");
    assertThat(verify.remedy().ofBucket(shelf.state(), at("10:00"), JOB)).isEqualTo(RAW_DELETED);
  }

  @Test
  void whereAPageIsDamagedNothingElseIsKnown() throws IOException {
    verify.foldTwoHours();
    shelf.commit();
    for (String page : verify.pages("buckets")) {
      verify.lose(page);
    }
    HeadFollower newest = new HeadFollower(verify.store(), new Silence());
    assertThat(verify.remedy().of(newest.reload(), JOB, widest()))
        .isEqualTo("A catalogue page is damaged as well: put it back from a copy.");
  }

  private static final class Silence implements Findings {
    @Override
    public void problem(String line) {}

    @Override
    public void progress(String what) {}
  }
}
