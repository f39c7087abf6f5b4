package millrace.job;

import java.util.List;
import millrace.aggregate.Aggregate;
import millrace.aggregate.Cell;
import millrace.run.Cursor;

/**
 * Folds records for one task, and turns what its job throws into an error that names bucket, job
 * and record.
 */
final class TaskFolder {
  private final FoldPlan plan;
  private final FoldPlan.Task task;
  private final Aggregate<?, ?, List<Cell>> aggregate;
  private final Folder<?, ?> folder;

  /**
   * Makes the task's job.
   *
   * @throws FoldException if that fails
   */
  TaskFolder(FoldPlan plan, FoldPlan.Task task, ClassLoader loader) throws FoldException {
    this.plan = plan;
    this.task = task;
    JobSpec spec = plan.jobs().get(task.job());
    Job<?, ?> job;
    try {
      job = Jobs.create(spec, loader);
    } catch (IllegalArgumentException e) {
      throw new FoldException(plan.scans().get(task.scan()).label() + ": " + e.getMessage(), e);
    }
    try {
      this.aggregate = job.aggregate();
      this.folder = Folder.of(job);
    } catch (RuntimeException | LinkageError e) {
      throw new FoldException(
          "%s: class %s has no aggregate: %s".formatted(plan.label(task), spec.type(), e), e);
    }
  }

  FoldPlan.Task task() {
    return task;
  }

  Aggregate<?, ?, List<Cell>> aggregate() {
    return aggregate;
  }

  /** Takes the record the reader stands at. */
  void fold(PieceReader reader) throws FoldException {
    try {
      folder.fold(reader.record(), reader.piece().arrival());
    } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
      JobSpec spec = plan.jobs().get(task.job());
      throw new FoldException(
          "%s: job %s: class %s failed on this record: %s"
              .formatted(reader.position(), spec.name(), spec.type(), e),
          e);
    }
  }

  /**
   * Takes over all that {@code other}, of the same task, was told.
   *
   * @throws FoldException if the job cannot join its own states
   */
  void take(TaskFolder other) throws FoldException {
    try {
      take(folder, other.folder);
    } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
      throw FoldException.ofStates(plan, task, e);
    }
  }

  @SuppressWarnings("unchecked") // the same job made both
  private static <E, S> void take(Folder<E, S> folder, Folder<?, ?> other) {
    folder.take((Folder<E, S>) other);
  }

  long memory() {
    return folder.memory();
  }

  Account account() {
    return folder.account();
  }

  /** What is held, as {@link Folder#drain} gives it. */
  Cursor drain() {
    return folder.drain();
  }
}
