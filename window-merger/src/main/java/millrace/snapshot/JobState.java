package millrace.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import millrace.run.Run;

/**
 * Where a job stands.
 *
 * @param definition what was declared when its first run was made; it cannot change under them
 * @param roots the runs that no wider run holds
 * @param published for each window, up to where its ends were published
 * @param dirty starts of the buckets folded since windows were last published
 */
public record JobState(
    JsonNode definition, List<Run> roots, Map<String, Instant> published, List<Instant> dirty) {
  public JobState {
    roots = List.copyOf(roots);
    published = Map.copyOf(published);
    dirty = List.copyOf(dirty);
  }
}
