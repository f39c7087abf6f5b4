package millrace.pipeline;

import millrace.job.Job;

/** Gives the job that a pipeline declares, configured. */
public interface JobSource {
  /**
   * The job.
   *
   * @throws IllegalArgumentException if it cannot be made
   */
  Job<?, ?> of(PipelineJob job);
}
