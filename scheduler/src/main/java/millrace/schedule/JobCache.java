package millrace.schedule;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import millrace.job.Job;
import millrace.job.Jobs;
import millrace.pipeline.PipelineJob;

/** The jobs of a pipeline, each made once. */
final class JobCache implements Function<PipelineJob, Job<?, ?>> {
  private final ClassLoader loader;
  private final Map<String, Job<?, ?>> made = new HashMap<>();

  JobCache(ClassLoader loader) {
    this.loader = loader;
  }

  @Override
  public Job<?, ?> apply(PipelineJob job) {
    return made.computeIfAbsent(job.name(), name -> Jobs.create(job.spec(), loader));
  }
}
