package millrace.schedule;

import java.util.List;
import millrace.state.PipelineState;

/**
 * What a stage came to.
 *
 * @param state the newest, which the next stage goes on from
 * @param counts what was done
 * @param plan what would be done, in order; empty when it was done
 * @param failures what the operator was told that failed and is tried again
 */
record StageResult(
    PipelineState state, TickCounts counts, List<PlannedStep> plan, List<String> failures) {
  StageResult {
    plan = List.copyOf(plan);
    failures = List.copyOf(failures);
  }

  /** Nothing was due. */
  static StageResult unchanged(PipelineState state) {
    return new StageResult(state, TickCounts.NONE, List.of(), List.of());
  }
}
