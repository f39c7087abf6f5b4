package millrace.pipeline;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import millrace.job.Job;
import millrace.job.JobSpec;
import millrace.job.Jobs;
import millrace.window.Window;

/** Reads the jobs of a pipeline file with their windows. */
final class JobsReader {
  private static final List<String> FOLDS = List.of("sum", "min", "max", "mean");
  private static final List<String> LATER = List.of("distinct", "quantiles");
  private static final List<String> EVERY_KEY =
      List.of(
          "count", "sum", "min", "max", "mean", "class", "key", "where", "options", "windows",
          "top", "from");
  private static final String KINDS = "one of count, sum, min, max, mean or class";
  private static final String NAME = "[a-z0-9][a-z0-9_-]{0,63}";
  private static final String NAME_EXPECTED =
      "a name of a-z, 0-9, - and _ that begins with a letter or digit, at most 64 characters";

  private final ClassLoader loader;
  private final Map<String, InputReader> inputs;
  private final Optional<Buckets> buckets;
  private final Problems problems;

  /** What the job that is being read reads. */
  private JobInputs from = new JobInputs(Set.of(), List.of());

  /**
   * Reads for one file.
   *
   * @param inputs have read the formats, by name
   * @param buckets empty when they are wrong: windows are then not checked against them
   */
  JobsReader(
      ClassLoader loader,
      Map<String, InputReader> inputs,
      Optional<Buckets> buckets,
      Problems problems) {
    this.loader = loader;
    this.inputs = inputs;
    this.buckets = buckets;
    this.problems = problems;
  }

  /** The right ones; what is wrong with the others is noted. */
  List<PipelineJob> jobs(Section section) {
    if (section.entries().isEmpty()) {
      section.refuseWhole("found none, expected at least one job");
    }
    List<PipelineJob> jobs = new ArrayList<>();
    for (String name : section.names(NAME, NAME_EXPECTED)) {
      section
          .section(name, "a mapping like {count: path, windows: {all: cumulative}}")
          .flatMap(job -> job(name, job))
          .ifPresent(jobs::add);
    }
    return jobs;
  }

  private Optional<PipelineJob> job(String name, Section job) {
    int problemsBefore = problems.count();
    from = JobInputs.of(job, inputs);
    Map<String, Window> windows = windows(job);
    OptionalInt top = top(job);
    List<String> kinds =
        Stream.of(List.of("class", "count"), FOLDS, LATER)
            .flatMap(List::stream)
            .filter(job::has)
            .toList();
    if (kinds.isEmpty()) {
      int before = problems.count();
      job.allow(EVERY_KEY);
      if (problems.count() == before) {
        job.refuseWhole("does not say what to compute, expected " + KINDS);
      }
      return Optional.empty();
    }
    if (kinds.size() > 1) {
      job.refuseWhole("found " + String.join(" and ", kinds) + ", expected only " + KINDS);
      return Optional.empty();
    }
    String kind = kinds.get(0);
    if (LATER.contains(kind)) {
      job.refuse(kind, "not supported by this release, expected " + KINDS);
      return Optional.empty();
    }
    Optional<JobSpec> spec = kind.equals("class") ? custom(name, job) : declared(name, kind, job);
    if (spec.isEmpty() || problems.count() > problemsBefore) {
      return Optional.empty();
    }
    return create(spec.get(), kind, job)
        .map(
            made -> new PipelineJob(spec.get(), from.names(), made.aggregate().id(), windows, top));
  }

  private Optional<JobSpec> custom(String name, Section job) {
    job.allow(List.of("class", "options", "windows", "top", "from"));
    Map<String, Object> options = OptionValues.of(job, "options");
    return job.text("class", "a class name").map(type -> new JobSpec(name, type, options));
  }

  private Optional<JobSpec> declared(String name, String kind, Section job) {
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("op", kind);
    boolean right;
    if (kind.equals("count")) {
      job.unused("key", "not used with count, whose fields are the key");
      job.allow(List.of(kind, "key", "where", "windows", "top", "from"));
      List<String> key = fields(job, kind, "a field, or several like [path, status]");
      options.put("key", key);
      right = !key.isEmpty();
    } else {
      job.allow(List.of(kind, "key", "where", "windows", "top", "from"));
      Optional<String> value = job.text(kind, "a field");
      value.ifPresent(
          field -> {
            options.put("value", field);
            checkField(job, kind, field);
          });
      List<String> key = fields(job, "key", "a field, or several like [path, status]");
      options.put("key", key);
      right = value.isPresent() && !key.isEmpty();
    }
    if (job.has("where")) {
      options.put("where", where(job));
    }
    return right
        ? Optional.of(new JobSpec(name, "millrace.jobs.field.FieldJob", options))
        : Optional.empty();
  }

  private List<String> fields(Section job, String key, String expected) {
    List<String> fields = job.oneOrMore(key, expected).orElse(List.of());
    fields.forEach(field -> checkField(job, key, field));
    return fields;
  }

  private void checkField(Section section, String key, String field) {
    from.unknownField(field).ifPresent(problem -> section.refuse(key, problem));
  }

  private Map<String, List<String>> where(Section job) {
    Map<String, List<String>> where = new LinkedHashMap<>();
    Optional<Section> section =
        job.section("where", "a mapping like {status: 200} or {status: [500, 503]}");
    if (section.isPresent()) {
      if (section.get().entries().isEmpty()) {
        job.refuse("where", "found no conditions, expected a mapping like {status: 200}");
      }
      for (Node.KeyedNode entry : section.get().entries()) {
        checkField(section.get(), entry.key(), entry.key());
        where.put(entry.key(), section.get().values(entry.key()));
      }
    }
    return where;
  }

  /** Makes the job for the sake of what it refuses. */
  private Optional<Job<?, ?>> create(JobSpec spec, String kind, Section job) {
    try {
      Job<?, ?> made = Jobs.create(spec, loader);
      if (kind.equals("class")) {
        for (String field : made.fields()) {
          checkField(job, kind, field);
        }
      }
      return Optional.of(made);
    } catch (IllegalArgumentException e) {
      String problem = String.valueOf(e.getMessage());
      String prefix = "job " + spec.name() + ": "; // the key says it already
      problem = problem.startsWith(prefix) ? problem.substring(prefix.length()) : problem;
      String refused = problem;
      Optional<Section> options = job.section("options", "");
      Optional<String> option =
          options.stream()
              .flatMap(it -> it.entries().stream())
              .map(Node.KeyedNode::key)
              .filter(key -> refused.matches("(?s).*\\boption:? " + Pattern.quote(key) + "\\b.*"))
              .findFirst();
      if (options.isPresent() && option.isPresent()) {
        options.get().refuse(option.get(), problem);
      } else {
        job.refuse(kind, problem);
      }
      return Optional.empty();
    }
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

  private Map<String, Window> windows(Section job) {
    Map<String, Window> windows = new LinkedHashMap<>();
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
          for (String name : it.names(NAME, NAME_EXPECTED)) {
            window(it, name).ifPresent(window -> windows.put(name, window));
          }
        });
    return windows;
  }

  private Optional<Window> window(Section windows, String name) {
    Optional<String> text =
        windows.text(name, "a window like cumulative, tumbling 1h, sliding 30m");
    if (text.isEmpty() || buckets.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Window.parse(text.get(), buckets.get().grid(), buckets.get().zone()));
    } catch (IllegalArgumentException e) {
      windows.refuse(name, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }
}
