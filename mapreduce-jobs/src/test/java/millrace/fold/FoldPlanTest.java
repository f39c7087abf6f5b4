package millrace.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import millrace.fold.FoldPiece.Timeliness;
import millrace.job.JobSpec;
import millrace.mapreduce.PieceInputFormat;
import millrace.record.FormatSpec;
import org.junit.jupiter.api.Test;

final class FoldPlanTest {
  private static final JobSpec JOB = Workbench.wordCount(Map.of());

  private static FoldPlan plan(int parts, List<FoldPlan.Scan> scans) {
    return new FoldPlan(Workbench.inputs(Workbench.TEXT), List.of(JOB, JOB), scans, parts, 100);
  }

  @Test
  void numbersItsTasksScanByScan() {
    FoldPlan plan =
        plan(
            1,
            List.of(
                new FoldPlan.Scan("bucket A", List.of(), List.of(1, 0)),
                new FoldPlan.Scan("bucket B", List.of(), List.of(0))));
    assertThat(plan.tasks())
        .containsExactly(
            new FoldPlan.Task(0, 0, 1), new FoldPlan.Task(1, 0, 0), new FoldPlan.Task(2, 1, 0));
    assertThat(plan.label(plan.tasks().get(2))).isEqualTo("bucket B, job words");
  }

  @Test
  void comesThroughJsonUnchangedInPlainAscii() {
    var plan =
        new FoldPlan(
            Workbench.inputs(
                new FormatSpec("csv", Map.of("header", false, "columns", List.of("a", "ü")))),
            List.of(
                new JobSpec(
                    "j",
                    "x.Y",
                    Map.of(
                        "where",
                        Map.of("path", List.of("${user.name}", "\u0001\u007f\ud83d\ude00", 404))))),
            List.of(
                new FoldPlan.Scan(
                    "bucket 20240301T1005Z",
                    List.of(Workbench.piece("hdfs://n:1/a b%20\n鯨", 5, 2, Timeliness.LATE)),
                    List.of(0))),
            4,
            1 << 20);
    assertThat(plan.toJson()).matches("[ -\u007f]*");
    assertThat(FoldPlan.fromJson(plan.toJson())).isEqualTo(plan);
  }

  @Test
  void cannotBeWrong() {
    assertThatThrownBy(() -> plan(3, List.of()))
        .hasMessage("the number of parts is no power of two: 3");
    assertThatThrownBy(() -> plan(0, List.of()))
        .hasMessage("the number of parts is no power of two: 0");
    assertThatThrownBy(() -> plan(1, List.of(new FoldPlan.Scan("bucket A", List.of(), List.of(2)))))
        .hasMessage("bucket A: job 2 of 2 is not in the plan");
    assertThatThrownBy(() -> new FoldPlan.Scan("bucket A", List.of(), List.of(1, 1)))
        .hasMessage("bucket A: a job is named twice: [1, 1]");
    assertThatThrownBy(() -> Workbench.piece("p", -1, 0, Timeliness.IN_TIME))
        .hasMessageContaining("length=-1");
  }

  @Test
  void smallPiecesShareASplitAndLargeOnesAreNotCut() {
    List<FoldPlan.Scan> scans =
        List.of(
            new FoldPlan.Scan(
                "A", List.of(piece("a", 4), piece("b", 4), piece("c", 4)), List.of(0)),
            new FoldPlan.Scan("nobody asks", List.of(piece("x", 1)), List.of()),
            new FoldPlan.Scan(
                "B", List.of(piece("d", 2), piece("e", 50), piece("f", 0)), List.of(0, 1)));
    assertThat(
            PieceInputFormat.group(plan(1, scans), 10).stream()
                .map(
                    group ->
                        group.stream().map(s -> s.scan() + s.piece().uri()).toList().toString()))
        .containsExactly("[0a, 0b]", "[0c, 2d]", "[2e]", "[2f]");
  }

  private static FoldPiece piece(String uri, long length) {
    return Workbench.piece(uri, length, 1, Timeliness.IN_TIME);
  }
}
