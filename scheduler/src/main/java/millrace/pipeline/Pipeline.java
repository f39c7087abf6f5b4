package millrace.pipeline;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A pipeline file that was checked whole.
 *
 * @param name the directory under {@code millrace.root}
 * @param landing where files arrive, and how they are read
 * @param buckets how time is cut
 * @param publish which windows of a backlog are published
 * @param jobs what is computed, in the order of the file, at least one
 * @param retention how long things are kept
 */
public record Pipeline(
    String name,
    InputSpec landing,
    Buckets buckets,
    Publish publish,
    List<PipelineJob> jobs,
    Retention retention) {
  public Pipeline {
    jobs = List.copyOf(jobs);
    if (jobs.isEmpty()) {
      throw new IllegalArgumentException("pipeline " + name + " has no jobs");
    }
  }

  /** The same pipeline with files arriving elsewhere. */
  public Pipeline withLandingPath(String path) {
    InputSpec moved =
        new InputSpec(
            path,
            landing.settle(),
            landing.after(),
            landing.format(),
            landing.maxQuarantined(),
            landing.time(),
            landing.duplicates(),
            landing.changed());
    return new Pipeline(name, moved, buckets, publish, jobs, retention);
  }

  /** Which windows of a backlog are published. */
  public enum Publish {
    /** Every one, in order. */
    ALL,
    /** The newest of each kind. */
    LATEST
  }

  /**
   * What cannot change under existing state, for JSON: how records are read and dated ({@code
   * format}, {@code time}), how time is cut ({@code buckets}), each job by its name ({@code jobs}),
   * and its windows by theirs ({@code windows}). Equal pipelines give equal maps in equal order;
   * values are strings, booleans, numbers, lists and maps. What may change at any time (paths,
   * lateness, top) is not in it.
   */
  public Map<String, Object> definition() {
    Map<String, Object> jobsByName = new TreeMap<>();
    Map<String, Object> windowsByJob = new TreeMap<>();
    for (PipelineJob job : jobs) {
      jobsByName.put(job.name(), job.definition());
      Map<String, Object> windows = new TreeMap<>();
      job.windows().forEach((name, window) -> windows.put(name, window.toString()));
      windowsByJob.put(job.name(), windows);
    }
    Map<String, Object> definition = new LinkedHashMap<>();
    definition.put("format", landing.formatDefinition());
    definition.put("time", landing.time().definition());
    definition.put("buckets", buckets.definition());
    definition.put("jobs", jobsByName);
    definition.put("windows", windowsByJob);
    return definition;
  }
}
