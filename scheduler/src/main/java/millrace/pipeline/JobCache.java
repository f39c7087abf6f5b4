package millrace.pipeline;

import java.util.HashMap;
import java.util.Map;
import millrace.job.Job;
import millrace.job.Jobs;

/** The jobs of a pipeline, each made when it is first asked for, and only once. */
public final class JobCache implements JobSource {
  private final ClassLoader loader;
  private final Map<String, Job<?, ?>> made = new HashMap<>();

  /**
   * A cache that holds nothing yet.
   *
   * @param loader finds the classes of the jobs
   */
  public JobCache(ClassLoader loader) {
    this.loader = loader;
  }

  @Override
  public Job<?, ?> of(PipelineJob job) {
    return made.computeIfAbsent(job.name(), name -> Jobs.create(job.spec(), loader));
  }
}
