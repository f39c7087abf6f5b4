package millrace.pipeline;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import millrace.job.Job;
import millrace.job.JobDeclaration;
import millrace.job.JobKind;
import millrace.job.JobSpec;
import millrace.job.Jobs;
import millrace.option.InvalidOption;
import millrace.plugin.Kinds;
import millrace.plugin.Plugins;
import millrace.window.Publication;
import millrace.window.WindowText;

/** Reads the jobs of a pipeline file with their windows. */
final class JobsReader {
  /** Kinds that are announced, but that no plug-in brings yet. */
  private static final List<String> LATER = List.of("distinct", "quantiles");

  private static final List<String> EVERY_JOB = List.of("windows", "top", "from");

  private final ClassLoader loader;
  private final Kinds<JobKind> kinds;
  private final Map<String, InputReader> inputs;
  private final Optional<Buckets> buckets;
  private final Problems problems;

  /**
   * A reader for one file.
   *
   * @param loader finds the classes of jobs, and the plug-ins
   * @param inputs have read the formats, by name
   * @param buckets empty when they are wrong: windows are then not checked against them
   */
  JobsReader(
      ClassLoader loader,
      Map<String, InputReader> inputs,
      Optional<Buckets> buckets,
      Problems problems) {
    this.loader = loader;
    this.kinds = Plugins.of(loader).jobs();
    this.inputs = inputs;
    this.buckets = buckets;
    this.problems = problems;
  }

  /** The jobs that are right. What is wrong with the others is noted. */
  List<PipelineJob> jobs(Section section) {
    if (section.entries().isEmpty()) {
      section.refuseWhole("found none, expected at least one job");
    }
    List<PipelineJob> jobs = new ArrayList<>();
    for (String name : section.names(Section.NAME, Section.NAME_EXPECTED)) {
      section
          .section(name, "a mapping like {count: path, windows: {all: cumulative}}")
          .flatMap(job -> job(name, job))
          .ifPresent(jobs::add);
    }
    return jobs;
  }

  private Optional<PipelineJob> job(String name, Section job) {
    int problemsBefore = problems.count();
    JobInputs from = JobInputs.of(job, inputs);
    Map<String, Publication> windows = windows(job);
    OptionalInt top = top(job);
    String expected = "one of " + Section.anyOf(kinds.names());
    List<String> found =
        Stream.concat(kinds.names().stream(), LATER.stream()).filter(job::has).distinct().toList();
    if (found.isEmpty()) {
      int before = problems.count();
      job.allow(everyKey(), "; " + Kinds.HINT);
      if (problems.count() == before) {
        job.refuseWhole("does not say what to compute, expected " + expected);
      }
      return Optional.empty();
    }
    if (found.size() > 1) {
      job.refuseWhole("found " + String.join(" and ", found) + ", expected only " + expected);
      return Optional.empty();
    }
    Optional<JobKind> kind = kinds.find(found.get(0));
    if (kind.isEmpty()) {
      job.refuse(found.get(0), "not supported by this release, expected " + expected);
      return Optional.empty();
    }
    job.allow(keys(kind.get()));
    return make(name, kind.get(), job, from, problemsBefore)
        .map(
            made ->
                new PipelineJob(
                    made.spec().reading(from.names()), made.job().aggregate().id(), windows, top));
  }

  private static List<String> keys(JobKind kind) {
    return Stream.of(List.of(kind.name()), kind.keys(), EVERY_JOB).flatMap(List::stream).toList();
  }

  private List<String> everyKey() {
    Stream<String> others = kinds.all().stream().flatMap(kind -> kind.keys().stream());
    return Stream.of(kinds.names().stream(), others, EVERY_JOB.stream())
        .flatMap(keys -> keys)
        .distinct()
        .toList();
  }

  private record MadeJob(JobSpec spec, Job<?, ?> job) {}

  /** Makes the job if it is right so far, so that its class can refuse what it does not accept. */
  private Optional<MadeJob> make(
      String name, JobKind kind, Section job, JobInputs from, int problemsBefore) {
    JobDeclaration declared = new DeclaredJob(name, job, from);
    try {
      Optional<JobSpec> spec = kind.read(declared);
      if (spec.isEmpty() || problems.count() > problemsBefore) {
        return Optional.empty();
      }
      Job<?, ?> made = Jobs.create(spec.get().type(), spec.get().options(), loader);
      for (String field : made.fields()) {
        from.unknownField(field).ifPresent(problem -> job.refuse(kind.name(), problem));
      }
      return Optional.of(new MadeJob(spec.get(), made));
    } catch (InvalidOption e) {
      String problem = String.valueOf(e.getMessage());
      if (!job.refuseAt(kind.keyOf(e.option()).orElse(kind.name()), problem)) {
        job.refuse(kind.name(), problem);
      }
    } catch (IllegalArgumentException e) {
      job.refuse(kind.name(), String.valueOf(e.getMessage()));
    }
    return Optional.empty();
  }

  private static OptionalInt top(Section job) {
    return job.value(
            "top",
            "a number of rows, at least 1",
            text ->
                text.matches("[1-9][0-9]{0,8}")
                    ? Optional.of(OptionalInt.of(Integer.parseInt(text)))
                    : Optional.empty())
        .orElse(OptionalInt.empty());
  }

  private Map<String, Publication> windows(Section job) {
    Map<String, Publication> windows = new LinkedHashMap<>();
    String expected =
        "at least one, like {all: cumulative, hour: tumbling 1h, recent: sliding 30m}";
    Optional<Section> section = job.section("windows", expected);
    if (!job.has("windows")) {
      job.expected("windows", expected);
    } else if (section.isPresent() && section.get().entries().isEmpty()) {
      job.refuse("windows", "found none, expected " + expected);
    }
    section.ifPresent(
        it -> {
          for (String name : it.names(Section.NAME, Section.NAME_EXPECTED)) {
            window(it, name).ifPresent(window -> windows.put(name, window));
          }
        });
    return windows;
  }

  private Optional<Publication> window(Section windows, String name) {
    Optional<String> text =
        windows.text(name, "a window like cumulative, tumbling 1h, sliding 30m");
    if (text.isEmpty() || buckets.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(WindowText.parse(text.get(), buckets.get().grid(), buckets.get().zone()));
    } catch (IllegalArgumentException e) {
      windows.refuse(name, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }
}
