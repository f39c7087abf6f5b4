package millrace.schedule;

import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import millrace.job.Job;
import millrace.pipeline.PipelineJob;
import millrace.snapshot.Draft;
import millrace.snapshot.Export;
import millrace.snapshot.PipelineState;
import millrace.snapshot.Snapshot;
import millrace.snapshot.SnapshotChain;

/**
 * The newest state of a pipeline, and the one way to a newer one: a draft is committed, or another
 * attempt was first. What a commit says is to be done outside of the state is done right after it.
 */
final class Heads {
  private final Tick.Parts parts;
  private final Function<PipelineJob, Job<?, ?>> jobs;
  private final SnapshotChain<Snapshot> chain;

  Heads(Tick.Parts parts, Function<PipelineJob, Job<?, ?>> jobs) {
    this.parts = parts;
    this.jobs = jobs;
    this.chain = new SnapshotChain<>(parts.store(), Snapshot.class);
  }

  /** The newest snapshot. */
  Snapshot newest() throws IOException {
    return chain.head().orElse(Snapshot.NONE);
  }

  /** The newest state, as it is. */
  PipelineState state() throws IOException {
    return new PipelineState(parts.store(), newest());
  }

  /** The newest state, with all that it says is to be done. */
  PipelineState carriedOut() throws IOException {
    return carriedOut(newest());
  }

  /** A draft of what follows. */
  Draft draft(PipelineState state) {
    return new Draft(parts.store(), chain, state);
  }

  /**
   * Makes the draft true and carries out what it says is to be done outside of the state.
   *
   * @throws Overtaken if another attempt was first
   */
  PipelineState commit(Draft draft, String stage) throws IOException {
    Draft.Committed committed = draft.commit(stage, parts.host(), parts.clock().instant());
    return switch (committed.outcome()) {
      case COMMITTED -> carriedOut(committed.snapshot());
      case REFUSED -> throw new Overtaken(committed.snapshot().number());
      case UNKNOWN ->
          throw new IOException(
              "snapshot %d: whether it was written is not known, and nothing was deleted. The next tick reads what is there and goes on."
                  .formatted(committed.snapshot().number()));
    };
  }

  /** Deletes what {@code state} and those before it prove dead. */
  void sweep(PipelineState state) throws IOException {
    if (state.snapshot().number() > 0) {
      chain.sweep(state.snapshot(), parts.settings().snapshotKeep());
    }
  }

  /** A head whose files are at their names and whose reports are where other programs read them. */
  private PipelineState carriedOut(Snapshot head) throws IOException {
    PipelineState state = new PipelineState(parts.store(), head);
    if (head.number() > 0) {
      chain.settle(head);
      if (!head.exports().isEmpty()) {
        export(state);
      }
    }
    return state;
  }

  /**
   * Copies reports to where other programs read them. An attempt that fell asleep over this may
   * have set back what others copied meanwhile; so it looks for the head once more, and copies what
   * that one says. Whoever commits after the last look copies after it as well.
   *
   * @throws Overtaken if the head moved on
   */
  private void export(PipelineState state) throws IOException {
    Exports exports = new Exports(parts.store(), parts.pipeline(), jobs);
    List<Export> copied = state.snapshot().exports();
    long number = state.snapshot().number();
    try {
      exports.carryOut(state, copied);
    } catch (IOException e) {
      if (newest().number() == number) {
        throw e;
      }
    }
    for (Snapshot newest = newest(); newest.number() > number; newest = newest()) {
      number = newest.number();
      chain.settle(newest);
      exports.carryOut(new PipelineState(parts.store(), newest), copied);
    }
    if (number > state.snapshot().number()) {
      throw new Overtaken(number);
    }
  }
}
