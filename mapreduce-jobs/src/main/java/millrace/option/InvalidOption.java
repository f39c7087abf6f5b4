package millrace.option;

/**
 * An option is unknown, missing or wrong. The message is shown to the operator, at the line of the
 * option where the pipeline file has it.
 */
public final class InvalidOption extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private final String option;

  /**
   * What is wrong with an option.
   *
   * @param option its path: its name, after those of the maps it stands in and a dot each, as
   *     {@code where.status}
   * @param problem what was found and what is allowed, for the operator
   */
  public InvalidOption(String option, String problem) {
    super(problem);
    this.option = option;
  }

  private InvalidOption(String option, String problem, InvalidOption cause) {
    super(problem, cause);
    this.option = option;
  }

  /** The path of the option, as {@code where.status}. */
  public String option() {
    return option;
  }

  /** The same, said of {@code owner}, as {@code format csv}. */
  public InvalidOption of(String owner) {
    return new InvalidOption(option, owner + ": " + getMessage(), this);
  }
}
