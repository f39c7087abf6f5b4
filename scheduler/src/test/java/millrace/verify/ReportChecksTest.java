package millrace.verify;

import static millrace.report.StateFixture.at;
import static millrace.report.StateFixture.key;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import millrace.report.ReportFile;
import millrace.state.Export;
import millrace.state.ReportEntry;
import millrace.time.TimeRange;
import org.junit.jupiter.api.Test;

/** Reports and their copies are what was published. */
class ReportChecksTest {
  private static final String REMEDY =
      ". To publish it again: millrace backfill pipeline.yaml --from 20240301T1005Z --to"
          + " 20240301T1010Z --job words";

  private final VerifyFixture verify;
  private final ReportEntry report;
  private final String copy;

  /** A report of its second revision, and its copy. */
  ReportChecksTest() throws IOException {
    verify = VerifyFixture.inMemory();
    verify.shelf().fold("10:00", "hat", "coat").fold("10:05", "glove");
    verify.shelf().publish(verify.ten(), "10:10").commit();
    verify.shelf().fold("10:00", "hat").publish(verify.ten(), "10:10").commit();
    report = verify.shelf().report("ten", "10:10");
    copy = ReportFile.directory(report);
  }

  private List<String> problems(Scope scope) throws IOException {
    return verify.problems(
        newest ->
            new ReportChecks(verify.parts(), newest, verify.jobs(), verify.remedy()).check(scope));
  }

  private static String problem(String path, String what) {
    return "report words/ten/20240301T1005Z, revision 2: %s: %s%s".formatted(path, what, REMEDY);
  }

  /** Something else is written in the description beside the copy. */
  private void edit(String before, String after) throws IOException {
    String path = copy + "/_report.json";
    String text = new String(verify.shelf().bytes(path), StandardCharsets.UTF_8);
    assertThat(text).contains(before);
    verify.shelf().put(path, text.replace(before, after).getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void nothingIsWrongWithWhatWasPublishedAndCopied() throws IOException {
    assertThat(problems(Scope.ALL)).isEmpty();
    assertThat(verify.counted(Counted.REPORTS)).isEqualTo(1);
    assertThat(verify.counted(Counted.EXPORTS)).isEqualTo(1);
  }

  @Test
  void theFilesOfAReportAreLookedAt() throws IOException {
    for (ReportEntry.ReportPart part :
        List.of(report.parts().get(0), report.changed().orElseThrow().part())) {
      byte[] right = verify.shelf().bytes(part.path());
      verify.lose(part.path());
      assertThat(problems(Scope.ALL))
          .containsExactly(
              problem(part.path(), "missing, %d bytes expected".formatted(part.length())));
      verify.shelf().put(part.path(), right);
      verify.halve(part.path());
      assertThat(problems(Scope.ALL))
          .containsExactly(
              problem(
                  part.path(),
                  "%d bytes expected, %d found".formatted(part.length(), part.length() / 2)));
      verify.shelf().put(part.path(), right);
      verify.flip(part.path(), 2);
      assertThat(problems(Scope.ALL)).hasSize(1);
      assertThat(problems(Scope.ALL).get(0)).contains(part.path() + ": sha256 ");
      verify.shelf().put(part.path(), right);
    }
    assertThat(problems(Scope.ALL)).isEmpty();
  }

  @Test
  void soAreTheirCopies() throws IOException {
    String rows = copy + "/part-00000.tsv";
    verify.lose(rows);
    assertThat(problems(Scope.ALL))
        .containsExactly(
            problem(
                rows,
                "missing, %d bytes expected: it is no copy of %s"
                    .formatted(report.parts().get(0).length(), report.parts().get(0).path())));
    verify.shelf().put(rows, verify.shelf().bytes(report.parts().get(0).path()));
    verify.flip(copy + "/_changed.tsv", 2);
    assertThat(problems(Scope.ALL)).hasSize(1);
    assertThat(problems(Scope.ALL).get(0))
        .contains("/_changed.tsv: sha256 ")
        .contains(": it is no copy of " + report.changed().orElseThrow().part().path());
  }

  @Test
  void soIsTheDescriptionBesideTheCopy() throws IOException {
    String facts = copy + "/_report.json";
    byte[] right = verify.shelf().bytes(facts);
    verify.lose(facts);
    assertThat(problems(Scope.ALL)).containsExactly(problem(facts, "missing"));
    verify.shelf().put(facts, "{".getBytes(StandardCharsets.UTF_8));
    assertThat(problems(Scope.ALL)).hasSize(1);
    assertThat(problems(Scope.ALL).get(0))
        .contains(facts + ": torn or edited: it has 1 bytes and cannot be read: ");
    verify.shelf().put(facts, right);
    edit("\"revision\" : 2", "\"revision\" : 1");
    assertThat(problems(Scope.ALL))
        .containsExactly(problem(facts, "revision 2 expected, 1 found: it is older"));
    edit("\"revision\" : 1", "\"revision\" : 3");
    assertThat(problems(Scope.ALL))
        .containsExactly(
            problem(facts, "revision 2 expected, 3 found: it is newer than the state"));
    verify.shelf().put(facts, right);
    edit("\"rows\" : 3", "\"rows\" : 4");
    assertThat(problems(Scope.ALL)).containsExactly(problem(facts, "rows: 3 expected, 4 found"));
    verify.shelf().put(facts, right);
    edit("\"complete\" : 1.0", "\"complete\" : 0.5");
    assertThat(problems(Scope.ALL))
        .containsExactly(problem(facts, "complete: 1 expected, 0.5 found"));
    verify.shelf().put(facts, right);
    edit("\"rows\" : 3", "\"rows\"  : 3");
    assertThat(problems(Scope.ALL))
        .containsExactly(problem(facts, "edited: it is not as it was written"));
    verify.shelf().put(facts, right);
    edit("\"snapshot\" : 3", "\"snapshot\" : 9");
    assertThat(problems(Scope.ALL))
        .containsExactly(problem(facts, "snapshot: 3 to 4 expected, 9 found"));
  }

  @Test
  void aCopyThatTheNextTickMakesIsNotLookedAt() throws IOException {
    verify.shelf().draft().export(new Export(key("ten", "10:10"), copy));
    verify.shelf().draft().commit("published", "here", at("12:00"));
    verify.lose(copy + "/part-00000.tsv");
    assertThat(problems(Scope.ALL)).isEmpty();
    assertThat(verify.counted(Counted.TO_EXPORT)).isEqualTo(1);
    assertThat(verify.counted(Counted.EXPORTS)).isZero();
  }

  @Test
  void onlyReportsThatEndInWhatIsAskedForAreLookedAt() throws IOException {
    verify.lose(report.parts().get(0).path());
    TimeRange first = new TimeRange(at("10:00"), at("10:05"));
    assertThat(problems(new Scope(List.of(), Optional.of(first)))).isEmpty();
    assertThat(problems(new Scope(List.of("others"), Optional.empty()))).isEmpty();
    TimeRange last = new TimeRange(at("10:05"), at("10:10"));
    assertThat(problems(new Scope(List.of(), Optional.of(last)))).hasSize(1);
  }
}
