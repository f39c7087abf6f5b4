package millrace.fold;

import java.io.IOException;

/**
 * Why a task of a fold failed, written to the operator: which bucket, which job or piece, and what
 * happened.
 */
public final class FoldException extends IOException {
  /** A job that failed, with why. */
  public FoldException(String message) {
    super(message);
  }

  /** A job that failed, with why. */
  public FoldException(String message, Throwable cause) {
    super(message, cause);
  }

  /** A task whose job cannot join, write or read the states it made. */
  public static FoldException ofStates(FoldPlan plan, FoldPlan.Task task, Throwable cause) {
    return new FoldException(
        "%s: class %s failed on its own states: %s"
            .formatted(plan.label(task), plan.jobs().get(task.job()).type(), cause),
        cause);
  }
}
