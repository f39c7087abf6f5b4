package millrace.schedule;

import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import millrace.cut.OpenInput;
import millrace.state.PipelineState;
import millrace.store.OverlayStore;

/**
 * One pass over what is due: the list of its stages. Each stage is made true by commits and can be
 * killed at any moment: what was not committed is garbage, what was is carried on by the next tick.
 */
public final class Tick {
  private final TickEnvironment environment;
  private final Instant now;
  private final Instant started;
  private final TickLog log;
  private TickCounts counts = TickCounts.NONE;
  private boolean failed;

  /** How a tick ended. */
  public enum TickOutcome {
    /** All that was due is done. */
    DONE,
    /** Something failed and is tried again at the next tick. */
    FAILED,
    /** Another living attempt holds the pipeline; nothing was done. */
    HELD
  }

  /**
   * What a tick came to.
   *
   * @param files taken, whatever their verdict
   * @param waiting files that may still be written to
   * @param sealed buckets with records
   * @param folded buckets, corrections included
   * @param published reports
   */
  public record TickResult(
      TickOutcome outcome, int files, int waiting, int sealed, int folded, int published) {
    private static TickResult of(TickOutcome outcome, TickCounts counts) {
      return new TickResult(
          outcome,
          counts.files(),
          counts.waiting(),
          counts.sealed(),
          counts.folded(),
          counts.published());
    }

    @Override
    public String toString() {
      return "%d files taken, %d still settling, %d buckets sealed, %d folded, %d reports published"
          .formatted(files, waiting, sealed, folded, published);
    }
  }

  /**
   * A tick.
   *
   * @param now the time that decides what is due
   */
  public Tick(TickEnvironment environment, Instant now, TickLog log) {
    this.environment = environment;
    this.now = now;
    this.started = environment.process().clock().instant();
    this.log = log;
  }

  /** What a tick does, in this order. */
  private static List<Stage> stages(TickContext context) {
    return List.of(
        new CutStage(context),
        new FoldStage(context),
        new PublishStage(context),
        new LargeMergeStage(context),
        new RetireStage(context),
        new DeliverStage(context),
        new SettleStage(context),
        new SweepStage(context));
  }

  /**
   * Does what is due.
   *
   * @throws millrace.pipeline.InvalidConfiguration if the pipeline file does not fit the state;
   *     nothing was done
   * @throws millrace.input.MissingLandingException if there is no landing directory; nothing was
   *     done
   * @throws IOException if storage failed; what was committed stays
   */
  public TickResult run() throws IOException {
    for (OpenInput input : environment.inputs()) {
      input.landing().require(); // a pipeline without a landing directory must not leave a trace
    }
    Optional<Closeable> lock = environment.store().lock(environment.settings().tick().lockWait());
    if (lock.isEmpty()) {
      return TickResult.of(TickOutcome.HELD, TickCounts.NONE);
    }
    TickContext context = TickContext.of(environment, now, started, log);
    // What fails first is what the operator must know; that the lock cannot be freed then either is
    // no news.
    try (Closeable closing = lock.get()) {
      context.head().untilNotOvertaken(() -> doWhatIsDue(context), log);
      return TickResult.of(failed ? TickOutcome.FAILED : TickOutcome.DONE, counts);
    }
  }

  private void doWhatIsDue(TickContext context) throws IOException {
    failed = false;
    counts = counts.withoutWaiting(); // the rest was done, and is not done again
    PipelineState state = context.head().carriedOut();
    new Definition(context.pipeline()).check(state.snapshot());
    for (Stage stage : stages(context)) {
      StageResult result = stage.run(state, Mode.ACT);
      state = result.state();
      counts = counts.plus(result.counts());
      failed |= !result.failures().isEmpty();
    }
  }

  /**
   * What {@link #run} would do; nothing is written. Files are read, for only their records tell
   * which buckets they feed.
   */
  public Plan plan() throws IOException {
    TickContext context =
        TickContext.of(
            environment.rehearsing(new OverlayStore(environment.store())), now, started, log);
    PipelineState state = context.head().state();
    new Definition(context.pipeline()).check(state.snapshot());
    List<PlannedStep> steps = new ArrayList<>();
    for (Stage stage : stages(context)) {
      StageResult result = stage.run(state, Mode.PLAN);
      state = result.state();
      steps.addAll(result.plan());
    }
    return new Plan(steps);
  }
}
