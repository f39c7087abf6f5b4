package millrace.schedule;

import java.io.IOException;
import java.util.List;
import millrace.state.Draft;
import millrace.state.PipelineState;

/** Deletes what is older than the pipeline keeps it, a commit's worth after the other. */
final class RetireStage implements Stage {
  private final TickContext context;

  RetireStage(TickContext context) {
    this.context = context;
  }

  @Override
  public String name() {
    return "retire";
  }

  @Override
  public StageResult run(PipelineState state, Mode mode) throws IOException {
    StageNotes notes = new StageNotes(context.log());
    Retirement retirement = new Retirement(context.pipeline());
    PipelineState now = state;
    while (true) {
      Draft draft = context.head().draft(now);
      List<PlannedStep> deleted = retirement.retire(draft);
      if (deleted.isEmpty()) {
        return notes.result(now);
      }
      now = context.head().commit(draft, "retired");
      for (PlannedStep step : deleted) {
        switch (mode) {
          case ACT -> context.log().changed(step.toString());
          case PLAN -> notes.plan(step);
        }
      }
    }
  }
}
