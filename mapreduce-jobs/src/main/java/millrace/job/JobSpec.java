package millrace.job;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A job as the pipeline file declares it, without its windows.
 *
 * @param name unique in its pipeline
 * @param type name of the class that implements {@link Job}
 * @param options what {@link Job#configure} gets
 * @param from the names of the inputs whose records it sees; empty = every input
 */
public record JobSpec(String name, String type, Map<String, Object> options, Set<String> from) {
  public JobSpec {
    options = Map.copyOf(options);
    from = Collections.unmodifiableSet(new TreeSet<>(from));
  }

  /** A job that sees the records of every input. */
  public JobSpec(String name, String type, Map<String, Object> options) {
    this(name, type, options, Set.of());
  }

  /** The same job, which sees the records of these inputs only. */
  public JobSpec reading(Set<String> inputs) {
    return new JobSpec(name, type, options, inputs);
  }

  /** Whether it sees the records of this input. */
  public boolean reads(String input) {
    return from.isEmpty() || from.contains(input);
  }
}
