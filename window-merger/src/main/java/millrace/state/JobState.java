package millrace.state;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import millrace.run.Run;
import millrace.store.PipelinePaths;

/**
 * Where a job stands.
 *
 * @param definition what was declared when its first run was made; it cannot change under them
 * @param roots the runs that no wider run holds
 * @param published for each window, up to where its ends were published
 * @param dirty starts of the buckets folded since windows were last published
 * @param since records of buckets before this may be missing: their raw records, or their runs,
 *     were deleted before this job or window came to need them
 * @param coarse runs before this are kept only as a whole: no window may begin or end inside
 * @param newest where it folded last; empty before it did
 */
public record JobState(
    JsonNode definition,
    List<Run> roots,
    Map<String, Instant> published,
    List<Instant> dirty,
    Optional<Instant> since,
    Optional<Instant> coarse,
    Optional<LastFold> newest) {
  public JobState {
    roots = List.copyOf(roots);
    published = Map.copyOf(published);
    dirty = List.copyOf(dirty);
  }

  /**
   * Where records were folded.
   *
   * @param engine its name
   * @param reason why that engine
   */
  public record LastFold(String engine, String reason) {}

  /** A job that has done nothing yet. */
  public static JobState of(JsonNode definition) {
    return new JobState(
        definition,
        List.of(),
        Map.of(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The names of the inputs it reads; one that names none reads the landing directory. */
  public Set<String> from() {
    Set<String> names = new TreeSet<>();
    definition.path("from").forEach(name -> names.add(name.asText()));
    return names.isEmpty() ? Set.of(PipelinePaths.LANDING) : names;
  }

  /** The roots with these ids, in their order; empty if one of them is no root, or no more. */
  public Optional<List<Run>> roots(List<String> ids) {
    Map<String, Run> byId = roots.stream().collect(Collectors.toMap(Run::id, run -> run));
    return byId.keySet().containsAll(ids)
        ? Optional.of(
            ids.stream().flatMap(id -> Optional.ofNullable(byId.get(id)).stream()).toList())
        : Optional.empty();
  }

  /** The same with these runs. */
  public JobState withRoots(List<Run> runs) {
    return new JobState(definition, runs, published, dirty, since, coarse, newest);
  }

  /** The same with its windows published so far. */
  public JobState withPublished(Map<String, Instant> ends) {
    return new JobState(definition, roots, ends, dirty, since, coarse, newest);
  }

  /** The same with these buckets to be published. */
  public JobState withDirty(Collection<Instant> buckets) {
    return new JobState(definition, roots, published, List.copyOf(buckets), since, coarse, newest);
  }

  /** The same with nothing before {@code start} to be relied on. */
  public JobState withSince(Instant start) {
    return new JobState(definition, roots, published, dirty, Optional.of(start), coarse, newest);
  }

  /** The same with runs before {@code end} kept only as a whole. */
  public JobState withCoarse(Instant end) {
    return new JobState(definition, roots, published, dirty, since, Optional.of(end), newest);
  }

  /** The same after one more fold. */
  public JobState withNewest(LastFold folded) {
    return new JobState(definition, roots, published, dirty, since, coarse, Optional.of(folded));
  }
}
