package millrace.fold;

import java.util.List;
import millrace.aggregate.Aggregate;
import millrace.aggregate.Cell;
import millrace.job.Job;
import millrace.job.JobSpec;
import millrace.job.Jobs;
import millrace.run.Cursor;
import org.jspecify.annotations.Nullable;

/**
 * Folds records for one task, and turns what its job throws into an error that names bucket, job
 * and record.
 */
public final class TaskBuilder {
  private final FoldPlan plan;
  private final FoldPlan.Task task;
  private final Aggregate<?, ?, List<Cell>> aggregate;
  private final JobSpec spec;
  private final StateBuilder<?, ?> folder;

  /** Gave the records taken last; null before the first. */
  private @Nullable PieceReader reader;

  /** Whether the job sees the records of that reader. */
  private boolean isRead;

  /**
   * Makes the task's job.
   *
   * @throws FoldException if that fails
   */
  public TaskBuilder(FoldPlan plan, FoldPlan.Task task, ClassLoader loader) throws FoldException {
    this.plan = plan;
    this.task = task;
    this.spec = plan.jobs().get(task.job());
    Job<?, ?> job;
    try {
      job = Jobs.create(spec, loader);
    } catch (IllegalArgumentException e) {
      throw new FoldException(plan.scans().get(task.scan()).label() + ": " + e.getMessage(), e);
    }
    try {
      this.aggregate = job.aggregate();
      this.folder = StateBuilder.of(job);
    } catch (RuntimeException | LinkageError e) {
      throw new FoldException(
          "%s: class %s has no aggregate: %s".formatted(plan.label(task), spec.type(), e), e);
    }
  }

  public FoldPlan.Task task() {
    return task;
  }

  Aggregate<?, ?, List<Cell>> aggregate() {
    return aggregate;
  }

  /** Whether the records of a piece are the task's. */
  boolean reads(FoldPiece piece) {
    return spec.reads(piece.input());
  }

  /**
   * Takes the record the reader stands at, if it is of an input that the job reads.
   *
   * @throws FoldException if the job failed on it, or on one before it
   */
  public void fold(PieceReader from) throws FoldException {
    if (from != reader) {
      settle();
      reader = from;
      isRead = reads(from.piece());
    }
    if (!isRead) {
      return;
    }
    try {
      folder.fold(from.event(), from.piece().timeliness(), from.offset());
    } catch (RuntimeException | Error e) {
      throw failure(from, UserCode.blamed(e));
    }
  }

  /**
   * Ends what the records taken so far have left to do.
   *
   * @throws FoldException if the job failed on one of them
   */
  void settle() throws FoldException {
    if (reader == null) {
      return;
    }
    try {
      folder.settle();
    } catch (RuntimeException | Error e) {
      throw failure(reader, UserCode.blamed(e));
    }
  }

  private FoldException failure(PieceReader from, Throwable e) {
    if (from.isTimeless() && folder.offset() == from.offset()) {
      return from.timeless();
    }
    return new FoldException(
        "%s: job %s: class %s failed on this record: %s"
            .formatted(from.position(folder.offset()), spec.name(), spec.type(), e),
        e);
  }

  /**
   * Takes over all that {@code other}, of the same task, was told.
   *
   * @throws FoldException if the job failed on a record, or cannot join its own states
   */
  void take(TaskBuilder other) throws FoldException {
    other.settle();
    settle();
    try {
      take(folder, other.folder);
    } catch (RuntimeException | Error e) {
      throw FoldException.ofStates(plan, task, UserCode.blamed(e));
    }
  }

  @SuppressWarnings("unchecked") // the same job made both
  private static <E, S> void take(StateBuilder<E, S> folder, StateBuilder<?, ?> other) {
    folder.take((StateBuilder<E, S>) other);
  }

  public long memory() {
    return folder.memory();
  }

  int keys() {
    return folder.keys();
  }

  public Account account() {
    return folder.account();
  }

  /**
   * What is held, as {@link StateBuilder#drain} gives it.
   *
   * @throws FoldException if the job failed on a record
   */
  public Cursor drain() throws FoldException {
    settle();
    return folder.drain();
  }
}
