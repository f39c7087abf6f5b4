package millrace.mapreduce;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import millrace.fold.FoldException;
import org.apache.hadoop.mapreduce.MRConfig;
import org.apache.hadoop.mapreduce.MRJobConfig;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.TaskType;

/**
 * The tasks of a fold whose job failed, while the mapper or reducer goes on with the others. The
 * first attempt does not go on if Hadoop will make a second one: a failure that is not the fault of
 * the job may not happen again.
 */
final class TaskFailures {
  private final boolean isTriedAgain;
  private final Map<Integer, String> failures = new TreeMap<>();

  private TaskFailures(boolean isTriedAgain) {
    this.isTriedAgain = isTriedAgain;
  }

  static TaskFailures of(TaskAttemptContext context) {
    boolean mapper = context.getTaskAttemptID().getTaskType() == TaskType.MAP;
    String limit = mapper ? MRJobConfig.MAP_MAX_ATTEMPTS : MRJobConfig.REDUCE_MAX_ATTEMPTS;
    String framework = context.getConfiguration().get(MRConfig.FRAMEWORK_NAME, "local");
    return new TaskFailures(
        !framework.equals("local") // its runner tries nothing twice
            && context.getTaskAttemptID().getId() == 0
            && context.getConfiguration().getInt(limit, 4) > 1);
  }

  /**
   * Counts a task out.
   *
   * @throws FoldException the failure itself, if the whole attempt is to be tried again
   */
  void add(int task, FoldException failure) throws FoldException {
    if (isTriedAgain) {
      throw failure;
    }
    failures.putIfAbsent(task, String.valueOf(failure.getMessage()));
  }

  /** A task that failed elsewhere. */
  void add(int task, String failure) {
    failures.putIfAbsent(task, failure);
  }

  /** Why a task failed, if it did. */
  Optional<String> of(int task) {
    return Optional.ofNullable(failures.get(task));
  }

  boolean contains(int task) {
    return failures.containsKey(task);
  }
}
