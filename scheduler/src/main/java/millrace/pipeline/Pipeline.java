package millrace.pipeline;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import millrace.window.Publication;

/**
 * A pipeline file that was checked whole.
 *
 * @param name the directory under {@code millrace.root}
 * @param inputs where records come from, by name, in the order of the file, at least one
 * @param buckets how time is cut
 * @param publish which windows of a backlog are published
 * @param jobs what is computed, in the order of the file, at least one
 * @param outputs where reports go besides the files below {@code reports/}, in the order of the
 *     file
 * @param retention how long things are kept
 */
public record Pipeline(
    String name,
    Map<String, InputSpec> inputs,
    Buckets buckets,
    Publish publish,
    List<PipelineJob> jobs,
    List<OutputSpec> outputs,
    Retention retention) {
  public Pipeline {
    inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
    jobs = List.copyOf(jobs);
    if (inputs.isEmpty()) {
      throw new IllegalArgumentException("pipeline " + name + " has no inputs");
    }
    outputs = List.copyOf(outputs);
    if (jobs.isEmpty()) {
      throw new IllegalArgumentException("pipeline " + name + " has no jobs");
    }
  }

  /** The input of this name, which must be declared. */
  public InputSpec input(String input) {
    return Optional.ofNullable(inputs.get(input)).orElseThrow();
  }

  /**
   * Whether people know an input by its name: not the one that the file declares as {@code
   * landing}, but every other, those that were taken out of the file included.
   */
  public boolean isNamed(String input) {
    return Optional.ofNullable(inputs.get(input)).map(InputSpec::isNamed).orElse(true);
  }

  /** A file as people are told of it: with its input, where that is known by its name. */
  public String named(String input, String file) {
    return isNamed(input) ? input + " " + file : file;
  }

  /** The job of this name, if it is declared. */
  public Optional<PipelineJob> job(String job) {
    return jobs.stream().filter(it -> it.name().equals(job)).findFirst();
  }

  /** The names of its jobs, in the order of the file. */
  public List<String> jobNames() {
    return jobs.stream().map(PipelineJob::name).toList();
  }

  /** The names of the jobs that read one of these inputs or more, in the order of the file. */
  public List<String> jobsFrom(Collection<String> some) {
    return jobs.stream()
        .filter(job -> job.from().stream().anyMatch(some::contains))
        .map(PipelineJob::name)
        .toList();
  }

  /**
   * The same pipeline with other directories where files arrive. An input of another kind than a
   * directory stays as it is.
   *
   * @param elsewhere the path for an input
   */
  public Pipeline withPaths(Function<InputSpec, String> elsewhere) {
    Map<String, InputSpec> moved = new LinkedHashMap<>();
    inputs.forEach(
        (input, spec) ->
            moved.put(input, spec.landing().isDirectory() ? spec.at(elsewhere.apply(spec)) : spec));
    return new Pipeline(name, moved, buckets, publish, jobs, outputs, retention);
  }

  /** What is published as a window of a job; empty if there is no such job or window. */
  public Optional<Publication> publication(String job, String window) {
    return job(job).flatMap(it -> Optional.ofNullable(it.windows().get(window)));
  }

  /** Which windows of a backlog are published. */
  public enum Publish {
    /** Every one, in order. */
    ALL,
    /** The newest of each kind. */
    LATEST
  }

  /**
   * The part that cannot change under existing state, for JSON: how the records of each input are
   * read and dated ({@code inputs}), how time is cut ({@code buckets}), each job by its name
   * ({@code jobs}), and its windows by theirs ({@code windows}). Equal pipelines give equal maps in
   * equal order; values are strings, booleans, numbers, lists and maps. What may change at any time
   * (where files arrive, lateness, top) is not in it.
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
    Map<String, Object> inputsByName = new TreeMap<>();
    inputs.forEach((input, spec) -> inputsByName.put(input, spec.definition()));
    definition.put("inputs", inputsByName);
    definition.put("buckets", buckets.definition());
    definition.put("jobs", jobsByName);
    definition.put("windows", windowsByJob);
    return definition;
  }
}
