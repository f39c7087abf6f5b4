package millrace.fold;

import java.util.List;
import java.util.Optional;
import millrace.run.Run;
import millrace.run.RunDigest;
import millrace.run.Tally;

/**
 * What came of one task of a fold.
 *
 * @param task which one
 * @param failure why it failed; then everything below is empty and its files, if any, mean nothing
 * @param parts the files of its run, in order of their parts, by the names under which they were
 *     created
 * @param entries number of keys
 * @param digest of the run's contents
 * @param tally what became of the records
 * @param rejections a few of the reasons why records were rejected
 */
public record TaskResult(
    FoldPlan.Task task,
    Optional<FoldException> failure,
    List<Run.Part> parts,
    long entries,
    RunDigest digest,
    Tally tally,
    List<String> rejections) {
  public TaskResult {
    parts = List.copyOf(parts);
    rejections = List.copyOf(rejections);
  }

  public static TaskResult failed(FoldPlan.Task task, FoldException failure) {
    return new TaskResult(
        task, Optional.of(failure), List.of(), 0, RunDigest.NOTHING, Tally.NOTHING, List.of());
  }
}
