package millrace.report;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import millrace.job.MergeJob;
import millrace.run.Run;

/** Merges runs elsewhere that are too large for this process. */
@FunctionalInterface
public interface LargeMerges {
  /** Nothing is too large. */
  LargeMerges NONE = (job, inputs, parts, directory) -> Optional.empty();

  /**
   * Merges runs, if they are too large.
   *
   * @param job whose runs they are
   * @param inputs whose files are named by where they are now
   * @param parts how many files the merged run may have
   * @param directory of the pipeline, new, for this merge alone
   * @return the run's files, relative to that directory; empty if the caller is to merge them
   * @throws IOException if it was tried and failed
   */
  Optional<MergeJob.Merged> merge(String job, List<Run> inputs, int parts, String directory)
      throws IOException;
}
