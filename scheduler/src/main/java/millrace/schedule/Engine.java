package millrace.schedule;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import millrace.fold.FoldPlan;
import millrace.fold.TaskResult;

/** Something that computes folds. Every engine gives the same runs for the same plan. */
public interface Engine {
  /** As {@code millrace.engine} names it. */
  String name();

  /** How many buckets are worth doing at once. */
  int buckets();

  /**
   * Computes all tasks of a plan.
   *
   * @param directory of the pipeline, new, for this attempt alone: the files that results name
   *     appear there
   * @param log told how far it is
   * @return one result per task, in their order; a task may have failed
   * @throws IOException if all of it failed
   */
  List<TaskResult> fold(FoldPlan plan, String directory, TickLog log) throws IOException;

  /** Whether its work goes on when this process dies: then the intent is committed before. */
  default boolean outlivesItsClient() {
    return false;
  }

  /**
   * What became of a plan that an attempt gave it under this directory; waits for it if it still
   * runs.
   *
   * @return empty if no job of that directory can be found and no complete output lies there, or if
   *     somebody killed it: it is to be given again, under another directory, for whoever wakes up
   *     may still submit to this one
   * @throws millrace.fold.FoldException if it ran and failed
   * @throws IOException if that cannot be told now
   */
  default Optional<List<TaskResult>> adopt(FoldPlan plan, String directory, TickLog log)
      throws IOException {
    return Optional.empty();
  }

  /**
   * Kills what may still run for this directory, if anything: only what carries our full tag and
   * belongs to our user.
   */
  default void abandon(String directory, TickLog log) throws IOException {}
}
