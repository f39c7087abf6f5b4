package millrace.pipeline;

import java.util.List;
import java.util.Map;

/**
 * A place that reports go to, besides the files below {@code reports/}.
 *
 * @param name unique in its pipeline
 * @param kind of sink
 * @param options what {@link millrace.sink.SinkKind#create} gets
 * @param jobs whose reports go there; none = those of all jobs
 */
public record OutputSpec(String name, String kind, Map<String, Object> options, List<String> jobs) {
  public OutputSpec {
    options = Map.copyOf(options);
    jobs = List.copyOf(jobs);
  }

  /** Whether the reports of this job go there. */
  public boolean takes(String job) {
    return jobs.isEmpty() || jobs.contains(job);
  }
}
