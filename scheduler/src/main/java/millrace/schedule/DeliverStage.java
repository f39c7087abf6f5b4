package millrace.schedule;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
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
    Deliveries deliveries = context.head().deliveries();
    if (mode == Mode.PLAN) {
      context.environment().sinks().forEach(sink -> plan(sink, state, notes));
      return notes.result(state);
    }
    PipelineState now = catchUp(deliveries, state);
    deliveries.problems().forEach(notes::fail);
    return notes.result(now);
  }

  /**
   * Tells a part to each sink that is behind, one after the other, and goes round again until the
   * time for it is over. The next tick goes on.
   */
  private PipelineState catchUp(Deliveries deliveries, PipelineState state) throws IOException {
    InstantSource clock = context.environment().process().clock();
    Instant end = clock.instant().plus(context.environment().settings().publish().outputs().time());
    PipelineState now = state;
    List<OpenSink> behind = context.environment().sinks();
    do {
      List<OpenSink> left = new ArrayList<>();
      for (OpenSink sink : behind) {
        Draft draft = context.head().draft(now);
        if (deliveries.catchUp(sink, draft)) {
          left.add(sink);
        }
        if (draft.hasChanges()) {
          now = context.head().commit(draft, "delivered");
        }
      }
      behind = left;
    } while (!behind.isEmpty() && clock.instant().isBefore(end));
    return now;
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
