package millrace.schedule;

import java.util.ArrayList;
import java.util.List;
import millrace.state.PipelineState;

/**
 * What a stage tells while it is at work: the operator hears it at once, and the result has it as
 * values. Several threads may tell.
 */
final class StageNotes implements TickLog {
  private final TickLog log;
  private final List<String> warnings = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private final List<PlannedStep> plan = new ArrayList<>();
  private TickCounts counts = TickCounts.NONE;

  StageNotes(TickLog log) {
    this.log = log;
  }

  @Override
  public void progress(String what) {
    log.progress(what);
  }

  @Override
  public void changed(String what) {
    log.changed(what);
  }

  @Override
  public synchronized void warn(String what) {
    warnings.add(what);
    log.warn(what);
  }

  /** Tells of something that failed and is tried again. */
  synchronized void fail(String what) {
    failures.add(what);
    warn(what);
  }

  /** Adds a step of what would be done. */
  synchronized void plan(PlannedStep step) {
    plan.add(step);
  }

  /** Adds what was done. */
  synchronized void count(TickCounts more) {
    counts = counts.plus(more);
  }

  /** What the stage came to. */
  synchronized StageResult result(PipelineState state) {
    return new StageResult(state, counts, plan, warnings, failures);
  }
}
