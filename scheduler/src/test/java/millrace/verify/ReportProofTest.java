package millrace.verify;

import static millrace.report.StateFixture.JOB;
import static millrace.report.StateFixture.at;
import static millrace.report.StateFixture.key;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import millrace.report.RunTree;
import millrace.report.StateFixture;
import millrace.run.Run;
import millrace.run.Tally;
import millrace.state.ReportEntry;
import millrace.state.ReportEntryBuilder;
import millrace.store.Sha256;
import millrace.time.TimeRange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports are what the runs of their buckets give. */
class ReportProofTest {
  private static final String REMEDY =
      ". To publish it again: millrace backfill pipeline.yaml --from 20240301T1005Z --to"
          + " 20240301T1010Z --job words";

  @TempDir private Path scratch;
  private VerifyFixture verify;
  private StateFixture shelf;

  @BeforeEach
  void publish() throws IOException {
    verify = VerifyFixture.inMemory(scratch);
    shelf = verify.shelf();
    shelf.fold("10:00", "hat", "coat", "hat").fold("10:05", "glove").fold("10:20", "coat");
    shelf.publish(verify.all(), "10:05", "10:10", "10:25");
    shelf.publish(verify.ten(), "10:10").commit();
  }

  private List<String> problems(Scope scope) throws IOException {
    return verify.problems(
        newest ->
            new ReportProof(verify.parts(), newest, verify.jobs(), verify.remedy()).prove(scope));
  }

  /** Says of a report what is not so. */
  private ReportEntry forge(String window, String end, ReportEntry.ReportPart part, Tally tally)
      throws IOException {
    ReportEntry right = shelf.report(window, end);
    ReportEntry forged =
        new ReportEntryBuilder(JOB, window, right.bucket())
            .span(right.from(), right.to())
            .revision(right.revision(), right.snapshot())
            .rows(right.rows(), OptionalInt.empty())
            .part(part)
            .behind(right.buckets(), Map.of("inline", 2), tally)
            .build();
    shelf.draft().reports().put(key(window, end), forged);
    shelf.commit();
    return forged;
  }

  @Test
  void nothingIsWrongWithWhatWasPublished() throws IOException {
    assertThat(problems(Scope.ALL)).isEmpty();
    assertThat(verify.counted(Counted.RECOMPUTED_REPORTS)).isEqualTo(4);
    shelf.fold("10:00", "late").publish(verify.ten(), "10:10");
    shelf.publish(verify.all(), "10:05", "10:10", "10:25").fold("10:40", "hat").compact();
    shelf.publish(verify.all(), "10:45").commit();
    assertThat(problems(Scope.ALL)).as("after late records and merging").isEmpty();
    assertThat(verify.counted(Counted.RECOMPUTED_REPORTS)).isEqualTo(5);
  }

  @Test
  void otherRowsAreToldInEveryKindOfWindow() throws IOException {
    byte[] rows = "coat\t1\n".getBytes(StandardCharsets.UTF_8);
    String sha256 = Sha256.of(new ByteArrayInputStream(rows));
    for (String window : List.of("ten", "all")) {
      ReportEntry right = shelf.report(window, "10:10");
      ReportEntry.ReportPart part =
          new ReportEntry.ReportPart("forged-" + window, rows.length, sha256);
      forge(window, "10:10", part, right.tally());
      assertThat(problems(Scope.ALL))
          .containsExactly(
              ("report words/%s/20240301T1005Z, revision 1: forged-%s: sha256 %s of 3 rows expected"
                      + " from the runs of its buckets, %s of 3 rows is published%s")
                  .formatted(window, window, right.parts().get(0).sha256(), sha256, REMEDY));
      shelf.draft().reports().put(key(window, "10:10"), right);
      shelf.commit();
    }
    assertThat(problems(Scope.ALL)).isEmpty();
  }

  @Test
  void otherSumsAreTold() throws IOException {
    ReportEntry.ReportPart part = shelf.report("all", "10:10").parts().get(0);
    forge("all", "10:10", part, new Tally(9, 9, 0, 0, 0, 0));
    assertThat(problems(Scope.ALL)).hasSize(1);
    assertThat(problems(Scope.ALL).get(0))
        .startsWith(
            "report words/all/20240301T1005Z, revision 1: "
                + part.path()
                + ": Tally[records=4, folded=4, ")
        .contains("] expected from the runs of its buckets, Tally[records=9, ")
        .endsWith(REMEDY);
  }

  @Test
  void aRunThatIsNotThereIsToldOfEveryWindow() throws IOException {
    Run run = shelf.draft().job(JOB).roots().get(0);
    verify.lose(run.parts().get(0).path());
    assertThat(problems(Scope.ALL)).hasSize(2);
    assertThat(problems(Scope.ALL).get(0))
        .startsWith(
            "job words, window all: its reports cannot be made again: missing: no such file: ")
        .endsWith(". Mend what is told of its runs first.");
  }

  @Test
  void aRunThatTheStateHasLostIsTold() throws IOException {
    shelf.fold("10:40", "hat").compact();
    Run wide =
        shelf.draft().job(JOB).roots().stream()
            .filter(run -> !run.from().isEmpty())
            .findFirst()
            .orElseThrow();
    shelf.draft().runs().remove(RunTree.key(JOB, wide.from().get(0)));
    shelf.draft().job(JOB, shelf.draft().job(JOB).withDirty(new TreeSet<>()));
    shelf.commit();
    assertThat(problems(Scope.ALL))
        .isNotEmpty()
        .allMatch(it -> it.contains("its reports cannot be made again: job words: run "))
        .allMatch(it -> it.contains(" is not in the state. Mend "));
  }

  @Test
  void whatWaitsToBeRestatedIsNotProved() throws IOException {
    shelf.draft().job(JOB, shelf.draft().job(JOB).withDirty(List.of(at("10:05"))));
    shelf.commit();
    assertThat(problems(Scope.ALL)).isEmpty();
    assertThat(verify.counted(Counted.WAITING)).as("all that hold that bucket").isEqualTo(3);
    assertThat(verify.counted(Counted.RECOMPUTED_REPORTS)).isEqualTo(1);
  }

  @Test
  void whatWasMadeFromRunsThatAreGoneIsNotProved() throws IOException {
    shelf.draft().job(JOB, shelf.draft().job(JOB).withSince(at("10:00")));
    shelf.commit();
    assertThat(problems(Scope.ALL)).isEmpty();
    assertThat(verify.counted(Counted.NO_RUNS)).as("the cumulative ones").isEqualTo(3);
    assertThat(verify.counted(Counted.RECOMPUTED_REPORTS)).isEqualTo(1);
  }

  @Test
  void whereOnlyWideRunsAreLeftTheyServe() throws IOException {
    shelf.fold("11:10", "hat").compact();
    shelf.publish(verify.all(), "11:15");
    new RunTree(shelf.draft(), JOB).coarsen(at("11:00"));
    shelf.commit();
    assertThat(problems(Scope.ALL)).isEmpty();
    assertThat(verify.counted(Counted.FROM_WIDE)).isEqualTo(1);
    assertThat(verify.counted(Counted.NO_RUNS)).as("their ends cut it").isEqualTo(4);
  }

  @Test
  void onlyWhatIsAskedForIsMadeAgain() throws IOException {
    assertThat(problems(new Scope(List.of("others"), Optional.empty()))).isEmpty();
    assertThat(verify.counted(Counted.RECOMPUTED_REPORTS)).isZero();
    TimeRange last = new TimeRange(at("10:20"), at("10:25"));
    assertThat(problems(new Scope(List.of(), Optional.of(last)))).isEmpty();
    assertThat(verify.counted(Counted.RECOMPUTED_REPORTS)).isEqualTo(1);
  }
}
