package millrace.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.plugin.Kinds;
import millrace.plugin.Plugins;
import millrace.sink.SinkKind;
import org.apache.hadoop.conf.Configuration;

/** Reads where the reports of a pipeline file go. */
final class OutputsReader {
  /** The files below {@code reports/}, which are always there. */
  private static final String RESERVED = "reports";

  private static final String JOBS = "jobs";

  private final ClassLoader loader;
  private final Kinds<SinkKind> kinds;
  private final List<String> jobs;
  private final Problems problems;

  /**
   * A reader for one file.
   *
   * @param loader finds the plug-ins
   * @param jobs the names of all jobs that are declared, right or wrong
   */
  OutputsReader(ClassLoader loader, List<String> jobs, Problems problems) {
    this.loader = loader;
    this.kinds = Plugins.of(loader).sinks();
    this.jobs = List.copyOf(jobs);
    this.problems = problems;
  }

  /** The outputs that are right. What is wrong with the others is noted. */
  List<OutputSpec> outputs(Section section) {
    List<OutputSpec> outputs = new ArrayList<>();
    for (String name : section.names(Section.NAME, Section.NAME_EXPECTED)) {
      if (name.equals(RESERVED)) {
        section.refuse(
            name, "the name of the files below reports/, which are always there; expected another");
      }
      section
          .section(name, "a mapping of a kind of output to its options")
          .flatMap(output -> output(name, output))
          .ifPresent(outputs::add);
    }
    return outputs;
  }

  private Optional<OutputSpec> output(String name, Section output) {
    int problemsBefore = problems.count();
    List<String> wanted = jobs(output);
    List<String> found =
        output.entries().stream()
            .map(Node.KeyedNode::key)
            .filter(key -> !key.equals(JOBS))
            .distinct()
            .toList();
    List<String> kindsFound = found.stream().filter(kinds.names()::contains).toList();
    if (found.size() > 1 && kindsFound.size() == 1) {
      output.allow(List.of(kindsFound.get(0), JOBS));
      return Optional.empty();
    }
    if (found.size() != 1) {
      String what =
          found.isEmpty() ? "does not say where to" : "found " + String.join(" and ", found);
      output.refuseWhole(what + ", expected one kind of output" + known());
      return Optional.empty();
    }
    Optional<SinkKind> kind = kinds.find(found.get(0));
    if (kind.isEmpty()) {
      output.refuse(found.get(0), "unknown kind of output" + suggestion(found.get(0)));
      return Optional.empty();
    }
    Map<String, Object> options = OptionValues.of(output, kind.get().name());
    if (problems.count() == problemsBefore) {
      tryOut(kind.get(), options, output);
    }
    return problems.count() == problemsBefore
        ? Optional.of(new OutputSpec(name, kind.get().name(), options, wanted))
        : Optional.empty();
  }

  private String suggestion(String kind) {
    return (kinds.names().isEmpty() ? "" : Section.suggestion(kind, kinds.names()))
        + "; "
        + Kinds.HINT;
  }

  private String known() {
    return (kinds.names().isEmpty() ? "" : ": " + Section.anyOf(kinds.names())) + "; " + Kinds.HINT;
  }

  private List<String> jobs(Section output) {
    if (!output.has(JOBS)) {
      return List.of();
    }
    List<String> wanted =
        output.oneOrMore(JOBS, "a job, or several like [urls, words]").orElse(List.of());
    for (String job : wanted) {
      if (!jobs.contains(job)) {
        output.refuse(JOBS, "unknown job \"" + job + '"' + Section.suggestion(job, jobs));
      }
    }
    return wanted;
  }

  private void tryOut(SinkKind kind, Map<String, Object> options, Section output) {
    Configuration nothing = new Configuration(false);
    nothing.setClassLoader(loader);
    OptionValues.tryOut(output, kind.name(), options, given -> kind.create(given, nothing).close());
  }
}
