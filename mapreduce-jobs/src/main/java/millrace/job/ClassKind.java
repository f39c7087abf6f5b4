package millrace.job;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A job that is a class of anybody's: {@code class: NAME, options: {…}}. */
public final class ClassKind implements JobKind {
  private static final String CLASS = "class";
  private static final String OPTIONS = "options";

  /** The kind; it has no state. */
  public ClassKind() {}

  @Override
  public String name() {
    return CLASS;
  }

  @Override
  public List<String> keys() {
    return List.of(OPTIONS);
  }

  @Override
  public Optional<JobSpec> read(JobDeclaration declared) {
    Map<String, Object> options = declared.options(OPTIONS);
    return declared
        .text(CLASS, "a class name")
        .map(type -> new JobSpec(declared.name(), type, options));
  }

  @Override
  public Optional<String> keyOf(String option) {
    return Optional.of(OPTIONS + "." + option);
  }
}
