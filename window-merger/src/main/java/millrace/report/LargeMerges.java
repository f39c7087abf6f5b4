package millrace.report;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import millrace.job.MergeJob;
import millrace.run.Run;

/** Knows which merges are too large for this process, and who makes them. */
@FunctionalInterface
public interface LargeMerges {
  /** Nothing is too large. */
  LargeMerges NONE = (job, bytes, parts) -> Optional.empty();

  /**
   * Who is to merge runs of {@code job}.
   *
   * @param bytes how large they are together
   * @param parts how many files the merged run may have
   * @return empty if the caller is to merge them
   */
  Optional<Elsewhere> elsewhere(String job, long bytes, int parts);

  /** Makes a merge. */
  @FunctionalInterface
  interface Elsewhere {
    /**
     * Merges runs.
     *
     * @param inputs whose files are named by where they are now
     * @param directory of the pipeline, new, for this merge alone
     * @return the run's files, relative to that directory
     * @throws IOException if it failed
     */
    MergeJob.Merged merge(List<Run> inputs, String directory) throws IOException;
  }
}
