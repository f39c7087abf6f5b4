package millrace.schedule;

import java.util.List;
import millrace.state.PipelineState;

/**
 * What a stage came to.
 *
 * @param state the newest, which the next stage goes on from
 * @param counts what was done
 * @param plan what would be done, in order; empty when it was done
 * @param warnings what the operator was told
 * @param failures those of the warnings that tell of something that is tried again
 */
record StageResult(
    PipelineState state,
    TickCounts counts,
    List<PlannedStep> plan,
    List<String> warnings,
    List<String> failures) {
  StageResult {
    plan = List.copyOf(plan);
    warnings = List.copyOf(warnings);
    failures = List.copyOf(failures);
  }

  /** Nothing was due. */
  static StageResult unchanged(PipelineState state) {
    return new StageResult(state, TickCounts.NONE, List.of(), List.of(), List.of());
  }
}
