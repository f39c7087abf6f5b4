package millrace.job;

import java.lang.reflect.InvocationTargetException;

/** Makes jobs from what the pipeline file declares. */
public final class Jobs {
  private Jobs() {}

  /**
   * The job that {@code spec} names, configured.
   *
   * @param loader finds the job's class
   * @throws IllegalArgumentException if there is no such class, it is no job, or it refuses its
   *     options; the message names the job and says what is wrong
   */
  public static Job<?, ?> create(JobSpec spec, ClassLoader loader) {
    Job<?, ?> job = instance(spec, loader);
    try {
      job.configure(Options.of(spec.options()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("job " + spec.name() + ": " + e.getMessage(), e);
    } catch (RuntimeException | LinkageError e) {
      throw new IllegalArgumentException(
          "job %s: class %s failed while it read its options: %s"
              .formatted(spec.name(), spec.type(), e),
          e);
    }
    return job;
  }

  private static Job<?, ?> instance(JobSpec spec, ClassLoader loader) {
    try {
      Class<?> type = Class.forName(spec.type(), true, loader);
      if (!Job.class.isAssignableFrom(type)) {
        throw wrong(spec, "does not implement " + Job.class.getName());
      }
      return (Job<?, ?>) type.getConstructor().newInstance();
    } catch (ClassNotFoundException e) {
      throw wrong(
          spec, "is not found; is its name spelled right, and its jar named with -libjars?", e);
    } catch (LinkageError e) {
      throw wrong(spec, "cannot be loaded: " + e, e);
    } catch (NoSuchMethodException | InstantiationException | IllegalAccessException e) {
      throw wrong(
          spec,
          "must be public, not abstract, and have a public constructor without parameters",
          e);
    } catch (InvocationTargetException e) {
      throw wrong(spec, "failed in its constructor: " + e.getCause(), e);
    }
  }

  private static IllegalArgumentException wrong(JobSpec spec, String problem) {
    return new IllegalArgumentException(
        "job %s: class %s %s".formatted(spec.name(), spec.type(), problem));
  }

  private static IllegalArgumentException wrong(JobSpec spec, String problem, Throwable cause) {
    return new IllegalArgumentException(
        "job %s: class %s %s".formatted(spec.name(), spec.type(), problem), cause);
  }
}
