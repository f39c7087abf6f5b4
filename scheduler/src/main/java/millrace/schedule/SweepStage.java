package millrace.schedule;

import java.io.IOException;
import millrace.state.PipelineState;

/** Deletes the files that no kept snapshot names. */
final class SweepStage implements Stage {
  private final TickContext context;

  SweepStage(TickContext context) {
    this.context = context;
  }

  @Override
  public String name() {
    return "sweep";
  }

  @Override
  public StageResult run(PipelineState state, Mode mode) throws IOException {
    if (mode == Mode.ACT) {
      context.head().sweep(state);
      if (state.snapshot().working().isEmpty()) {
        context.engines().sweep();
      }
    }
    return StageResult.unchanged(state);
  }
}
