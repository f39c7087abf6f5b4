package millrace.schedule;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import millrace.job.JobSpec;
import millrace.mapreduce.MergeMapReduce;
import millrace.run.Run;

/**
 * Something that merges runs on a cluster, where that goes on when this process dies: the intent is
 * committed before. The run has the same files as if it had been merged in one process.
 */
public interface LargeMergeEngine {
  /**
   * What is to be merged into one run.
   *
   * @param job whose runs they are
   * @param inputs whose files are at their names
   * @param parts how many files the merged run may have
   */
  record MergeInputs(JobSpec job, List<Run> inputs, int parts) {
    public MergeInputs {
      inputs = List.copyOf(inputs);
    }
  }

  /**
   * Merges runs.
   *
   * @param directory of the pipeline, new, for this attempt alone
   * @return the run's files, relative to that directory
   * @throws millrace.fold.FoldException if it ran and failed
   * @throws IOException if what became of it is not known
   */
  MergeMapReduce.Merged merge(MergeInputs runs, String directory, TickLog log) throws IOException;

  /**
   * What became of a merge that an attempt gave it under this directory; waits for it if it still
   * runs.
   *
   * @return empty if no job of that directory can be found and no complete output lies there, or if
   *     somebody killed it: it is to be given again, under another directory
   * @throws millrace.fold.FoldException if it ran and failed
   * @throws IOException if that cannot be told now
   */
  Optional<MergeMapReduce.Merged> adopt(MergeInputs runs, String directory, TickLog log)
      throws IOException;

  /**
   * Kills what may still run for this directory, if anything: only what carries our full tag and
   * belongs to our user.
   */
  void abandon(String directory, TickLog log) throws IOException;
}
