package millrace.job;

import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import millrace.option.InvalidOption;
import millrace.option.Options;

/** Makes jobs from what the pipeline file declares. */
public final class Jobs {
  private Jobs() {}

  /**
   * The job that {@code spec} names, configured.
   *
   * @param loader finds the job's class
   * @throws InvalidOption if it refuses an option
   * @throws IllegalArgumentException if there is no such class, or it is no job; the message names
   *     the job and says what is wrong
   */
  public static Job<?, ?> create(JobSpec spec, ClassLoader loader) {
    try {
      return create(spec.type(), spec.options(), loader);
    } catch (InvalidOption e) {
      throw e.of("job " + spec.name());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("job " + spec.name() + ": " + e.getMessage(), e);
    }
  }

  /**
   * A job of the class {@code type}, configured.
   *
   * @throws InvalidOption if it refuses an option
   * @throws IllegalArgumentException if there is no such class, or it is no job
   */
  public static Job<?, ?> create(String type, Map<String, Object> options, ClassLoader loader) {
    Job<?, ?> job = instance(type, loader);
    try {
      job.configure(Options.of(options));
    } catch (IllegalArgumentException e) {
      throw e;
    } catch (RuntimeException | LinkageError e) {
      throw new IllegalArgumentException(
          "class %s failed while it read its options: %s".formatted(type, e), e);
    }
    return job;
  }

  private static Job<?, ?> instance(String name, ClassLoader loader) {
    try {
      Class<?> type = Class.forName(name, true, loader);
      if (!Job.class.isAssignableFrom(type)) {
        throw new IllegalArgumentException(
            "class " + name + " does not implement " + Job.class.getName());
      }
      return (Job<?, ?>) type.getConstructor().newInstance();
    } catch (ClassNotFoundException e) {
      throw wrong(
          name, "is not found; is its name spelled right, and its jar named with -libjars?", e);
    } catch (LinkageError e) {
      throw wrong(name, "cannot be loaded: " + e, e);
    } catch (NoSuchMethodException | InstantiationException | IllegalAccessException e) {
      throw wrong(
          name,
          "must be public, not abstract, and have a public constructor without parameters",
          e);
    } catch (InvocationTargetException e) {
      throw wrong(name, "failed in its constructor: " + e.getCause(), e);
    }
  }

  private static IllegalArgumentException wrong(String name, String problem, Throwable cause) {
    return new IllegalArgumentException("class " + name + " " + problem, cause);
  }
}
