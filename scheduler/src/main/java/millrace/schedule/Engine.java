package millrace.schedule;

import java.io.IOException;
import java.util.List;
import millrace.job.FoldPlan;
import millrace.job.TaskResult;

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
}
