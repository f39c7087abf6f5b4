package millrace.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The inputs that a job of the pipeline file reads.
 *
 * @param names of the inputs
 * @param readers that know their fields
 */
record JobInputs(Set<String> names, List<InputReader> readers) {
  private static final String KEY = "from";

  JobInputs {
    names = Set.copyOf(names);
    readers = List.copyOf(readers);
  }

  /**
   * Reads them from the section of a job. In a pipeline with one input, the job need not name it.
   *
   * @param declared the inputs of the file, by name
   */
  static JobInputs of(Section job, Map<String, InputReader> declared) {
    String expected =
        declared.size() == 1
            ? "the only input, " + String.join("", declared.keySet())
            : "an input, or several like [a, b]: " + Section.anyOf(List.copyOf(declared.keySet()));
    Set<String> names = new TreeSet<>();
    if (job.has(KEY) && !declared.isEmpty()) {
      for (String name : job.oneOrMore(KEY, expected).orElse(List.of())) {
        if (declared.containsKey(name)) {
          names.add(name);
        } else {
          job.refuse(
              KEY,
              "unknown input \"%s\"%s"
                  .formatted(name, Section.suggestion(name, List.copyOf(declared.keySet()))));
        }
      }
    } else if (declared.size() > 1) {
      job.expected(KEY, expected);
    } else {
      names.addAll(declared.keySet());
    }
    List<InputReader> readers = new ArrayList<>();
    declared.forEach(
        (name, reader) -> {
          if (names.contains(name)) {
            readers.add(reader);
          }
        });
    return new JobInputs(names, readers);
  }

  /**
   * What was expected instead of a field name; empty if the records of one of the inputs may have
   * it.
   */
  Optional<String> unknownField(String field) {
    Optional<String> problem = Optional.empty();
    for (InputReader reader : readers) {
      Optional<String> unknown = reader.unknownField(field);
      if (unknown.isEmpty()) {
        return Optional.empty();
      }
      problem = problem.or(() -> unknown);
    }
    return problem;
  }
}
