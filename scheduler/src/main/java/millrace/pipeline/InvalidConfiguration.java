package millrace.pipeline;

import java.util.List;

/**
 * What the operator wrote cannot be: a pipeline file, a setting, or the place they name. Nothing
 * has run yet.
 */
public final class InvalidConfiguration extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient List<String> problems;

  /** All that is wrong, at least one, each one line that says where and what is allowed. */
  public InvalidConfiguration(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  /** One thing that is wrong. */
  public InvalidConfiguration(String problem) {
    this(List.of(problem));
  }

  /** One thing that is wrong, and what told us so. */
  public InvalidConfiguration(String problem, Throwable cause) {
    super(problem, cause);
    this.problems = List.of(problem);
  }

  /** Each one line. */
  public List<String> problems() {
    return problems;
  }
}
