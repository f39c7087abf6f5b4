package millrace.pipeline;

import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import millrace.job.JobSpec;
import millrace.window.Publication;

/**
 * A job of a pipeline with its windows.
 *
 * @param spec what is computed
 * @param aggregate id of its aggregate, as {@code sum/1}
 * @param windows what is published, by name, in the order of the file, at least one
 * @param top how many rows a report holds, at least one; empty = all keys
 */
public record PipelineJob(
    JobSpec spec, String aggregate, Map<String, Publication> windows, OptionalInt top) {
  public PipelineJob {
    windows = Collections.unmodifiableMap(new LinkedHashMap<>(windows));
  }

  /** Its name, unique in the pipeline. */
  public String name() {
    return spec.name();
  }

  /** The names of the inputs it reads, at least one. */
  public Set<String> from() {
    return spec.from();
  }

  /**
   * The part of it that cannot change under existing state: its class, its options and its
   * aggregate.
   */
  public Map<String, Object> definition() {
    Map<String, Object> definition = new LinkedHashMap<>();
    definition.put("class", spec.type());
    definition.put("options", Canonical.of(spec.options()));
    definition.put("aggregate", aggregate);
    if (!from()
        .equals(Set.of(InputSpec.LANDING))) { // as release 0.1.0 wrote it, which knew no other
      definition.put("from", List.copyOf(from()));
    }
    return definition;
  }

  /** The longest reach of its windows. Windows without a start are left out. */
  public Duration reach() {
    return windows.values().stream()
        .map(Publication::reach)
        .flatMap(Optional::stream)
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  /** Whether one of its windows has no start, so that no run can ever be deleted. */
  public boolean needsAllRuns() {
    return windows.values().stream().anyMatch(window -> window.reach().isEmpty());
  }
}
