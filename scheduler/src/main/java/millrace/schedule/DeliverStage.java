package millrace.schedule;

import java.io.IOException;
import java.util.Map;
import millrace.state.Draft;
import millrace.state.PipelineState;
import millrace.state.SinkProgress;

/**
 * Lets the sinks catch up that could not be told when reports were published, or are new. It comes
 * after all else: nothing waits for a sink.
 */
final class DeliverStage implements Stage {
  private final TickContext context;

  DeliverStage(TickContext context) {
    this.context = context;
  }

  @Override
  public String name() {
    return "deliver";
  }

  @Override
  public StageResult run(PipelineState state, Mode mode) throws IOException {
    StageNotes notes = new StageNotes(context.log());
    PipelineState now = state;
    Deliveries deliveries = context.head().deliveries();
    for (OpenSink sink : context.environment().sinks()) {
      if (mode == Mode.PLAN) {
        plan(sink, now, notes);
        continue;
      }
      boolean more = true;
      while (more) {
        Draft draft = context.head().draft(now);
        more = deliveries.catchUp(sink, draft);
        if (draft.hasChanges()) {
          now = context.head().commit(draft, "delivered");
        }
      }
    }
    for (Map.Entry<String, SinkProgress.SinkProblem> problem : deliveries.problems().entrySet()) {
      notes.fail(
          "output %s: cannot be told: %s. What it missed is noted, and it is told at the next tick."
              .formatted(problem.getKey(), problem.getValue().message().replaceFirst("\\.+$", "")));
    }
    return notes.result(now);
  }

  private static void plan(OpenSink sink, PipelineState state, StageNotes notes) {
    SinkProgress progress = state.facts().sinks().get(sink.name());
    if (progress != null && !progress.isComplete()) {
      notes.plan(
          new PlannedStep.CatchUpStep(
              sink.name(), progress.waiting(), progress.history().isPresent()));
    }
  }
}
