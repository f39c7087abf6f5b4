package millrace.schedule;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import millrace.pipeline.JobSource;
import millrace.state.Draft;
import millrace.state.PipelineState;
import millrace.state.Snapshot;
import millrace.store.SnapshotChain;

/**
 * The newest state of a pipeline, and the one way to a newer one: a draft is committed, or another
 * attempt was first. What a commit says is to be done outside of the state is done right after it.
 */
final class PipelineHead {
  private static final int TRIES = 5;

  private final TickEnvironment environment;
  private final SnapshotChain<Snapshot> chain;
  private final Deliveries deliveries;

  /**
   * The newest snapshot that this attempt has read or written, or learned that it is there. Before
   * it has read one, nothing can overtake it.
   */
  private long known = Long.MAX_VALUE;

  PipelineHead(TickEnvironment environment, JobSource jobs) {
    this.environment = environment;
    this.chain = Snapshot.chain(environment.store());
    this.deliveries = new Deliveries(environment, jobs, chain);
  }

  /** Something that reads the newest state, decides, and commits. */
  interface Deciding {
    void run() throws IOException;
  }

  /**
   * Does something, and again from the beginning whenever another attempt commits first.
   *
   * @throws IOException also if that happens too often
   */
  void untilNotOvertaken(Deciding deciding, TickLog log) throws IOException {
    for (int left = TRIES; ; left--) {
      try {
        deciding.run();
        return;
      } catch (IOException | UncheckedIOException e) {
        // unchecked are those of a catalogue, page by page
        IOException failure =
            e instanceof UncheckedIOException u
                ? Objects.requireNonNull(u.getCause())
                : (IOException) e;
        Overtaken overtaken = overtaken(failure);
        if (left == 1) {
          throw new IOException(
              "pipeline %s: overtaken %d times by other attempts; give it to one of them"
                  .formatted(environment.pipeline().name(), TRIES),
              failure);
        }
        log.progress(overtaken.getMessage() + ": reading it, and deciding anew");
      }
    }
  }

  /**
   * Which snapshot overtook this attempt. An attempt that is overtaken may fail at any file first:
   * its drafts are swept, and files that only its state names are gone. So the head decides, and
   * not what failed: if it has not moved, storage has failed.
   */
  private Overtaken overtaken(IOException failure) throws IOException {
    if (failure instanceof Overtaken overtaken) {
      return overtaken;
    }
    try {
      long newest = chain.newest();
      if (newest > known) {
        known = newest; // if it cannot be read either, that is no attempt's doing
        return new Overtaken(newest);
      }
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
    throw failure;
  }

  /** Whether another attempt has committed since this one last read or wrote. */
  boolean areOvertaken() throws IOException {
    return chain.newest() > known;
  }

  /** Tells sinks, and remembers what they were not told. */
  Deliveries deliveries() {
    return deliveries;
  }

  /** The newest snapshot. */
  Snapshot newest() throws IOException {
    return chain.head().orElse(Snapshot.NONE);
  }

  /** The newest state, as it is. */
  PipelineState state() throws IOException {
    return new PipelineState(environment.store(), newest());
  }

  /** The newest state, with all that it says is to be done. */
  PipelineState carriedOut() throws IOException {
    return carriedOut(state());
  }

  /** A draft of what follows. */
  Draft draft(PipelineState state) {
    Draft draft = new Draft(environment.store(), chain, state);
    deliveries.writeDown(draft);
    return draft;
  }

  /**
   * Makes the draft true and carries out what it says is to be done outside of the state.
   *
   * @throws Overtaken if another attempt was first
   */
  PipelineState commit(Draft draft, String stage) throws IOException {
    Draft.Committed committed =
        draft.commit(stage, environment.process().host(), environment.process().clock().instant());
    return switch (committed.outcome()) {
      case COMMITTED -> carriedOut(committed.state().orElseThrow());
      case REFUSED -> throw new Overtaken(draft.number());
      case UNKNOWN ->
          throw new IOException(
              "snapshot %d: whether it was written is not known, and nothing was deleted. The next tick reads what is there and goes on."
                  .formatted(draft.number()));
    };
  }

  /** Deletes what {@code state} and those before it prove dead. */
  void sweep(PipelineState state) throws IOException {
    if (state.snapshot().number() > 0) {
      chain.sweep(state.snapshot(), environment.settings().publish().snapshotKeep());
    }
  }

  /** A head whose files are at their names and whose reports are where other programs read them. */
  private PipelineState carriedOut(PipelineState state) throws IOException {
    Snapshot head = state.snapshot();
    known = head.number();
    if (head.number() > 0) {
      chain.settle(head);
      if (!head.exports().isEmpty()) {
        deliveries.deliver(state);
      }
    }
    return state;
  }
}
