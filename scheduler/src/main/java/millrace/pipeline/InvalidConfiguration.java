package millrace.pipeline;

import java.util.List;

/**
 * Something that the operator wrote is wrong: a pipeline file, a setting, or a place that they
 * name. Nothing has run yet.
 */
public final class InvalidConfiguration extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient List<String> problems;

  /** Everything that is wrong, at least one line; each says where, and what is allowed. */
  public InvalidConfiguration(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  /** One thing that is wrong. */
  public InvalidConfiguration(String problem) {
    this(List.of(problem));
  }

  /** One thing that is wrong, and the failure that showed it. */
  public InvalidConfiguration(String problem, Throwable cause) {
    super(problem, cause);
    this.problems = List.of(problem);
  }

  /** Each one line. */
  public List<String> problems() {
    return problems;
  }
}
