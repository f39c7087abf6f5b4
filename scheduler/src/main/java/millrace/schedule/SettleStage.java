package millrace.schedule;

import java.io.IOException;
import millrace.state.PipelineState;

/** Says that the reports which the newest state exports are where other programs read them. */
final class SettleStage implements Stage {
  private final TickContext context;

  SettleStage(TickContext context) {
    this.context = context;
  }

  @Override
  public String name() {
    return "settle";
  }

  @Override
  public StageResult run(PipelineState state, Mode mode) throws IOException {
    return StageResult.unchanged(
        mode == Mode.PLAN || state.snapshot().exports().isEmpty()
            ? state
            : context.head().commit(context.head().draft(state), "settled"));
  }
}
