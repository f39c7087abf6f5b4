package millrace.state;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What goes on when the process that began it dies: a commit named it before anything of it was
 * written.
 *
 * @param folds work that was given to a cluster, and may still be done there
 * @param merges merges that were given to a cluster, and may still be made there
 * @param backfills buckets that are being computed again
 */
public record ClusterWork(
    List<ClusterFold> folds, List<ClusterMerge> merges, List<Backfill> backfills) {
  /** Nothing goes on. */
  public static final ClusterWork NONE = new ClusterWork(List.of(), List.of(), List.of());

  public ClusterWork {
    folds = List.copyOf(folds);
    merges = List.copyOf(merges);
    backfills = List.copyOf(backfills);
  }

  /** The ids of all of it, each of which names a directory; see {@link Draft#workDirectory}. */
  public Set<String> ids() {
    return Stream.of(
            folds.stream().map(ClusterFold::id),
            merges.stream().map(ClusterMerge::id),
            backfills.stream().map(Backfill::id))
        .flatMap(ids -> ids)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The same with other folds. */
  public ClusterWork withFolds(List<ClusterFold> given) {
    return new ClusterWork(given, merges, backfills);
  }

  /** The same with other merges. */
  public ClusterWork withMerges(List<ClusterMerge> given) {
    return new ClusterWork(folds, given, backfills);
  }

  /** The same with other backfills. */
  public ClusterWork withBackfills(List<Backfill> given) {
    return new ClusterWork(folds, merges, given);
  }
}
