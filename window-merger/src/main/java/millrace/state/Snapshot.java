package millrace.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import millrace.store.Catalogue;
import millrace.store.Move;
import millrace.store.Versioned;

/**
 * The whole state of a pipeline at one moment: a small file that holds the open work itself and
 * names catalogue pages for the rest. The newest one is the truth; what no snapshot names does not
 * exist.
 *
 * @param format of this file, {@link #FORMAT}
 * @param number of this snapshot, one more than its predecessor's
 * @param attempt who wrote it
 * @param definition what the pipeline file said that cannot change under existing state
 * @param first start of the first bucket ever seen; empty before there is one
 * @param watermark end of the newest sealed bucket; empty before there is one
 * @param catalogues the roots of {@code files}, {@code contents}, {@code buckets}, {@code runs} and
 *     {@code reports}
 * @param open starts of the buckets that are not sealed yet
 * @param work what is sealed and not folded yet
 * @param parked work that failed too often: it is not tried again, until it is backfilled
 * @param running work that was given to a cluster, and may still be done there
 * @param merging merges that were given to a cluster, and may still be made there
 * @param backfills buckets that are being computed again
 * @param expired up to where retention has deleted
 * @param jobs where each job stands
 * @param totals the sums over everything ever taken
 * @param rates how long folding took lately
 * @param moves files this and earlier commits named that may still have to be moved to their names
 * @param exports reports that may still have to be copied to where other programs read them
 * @param dropped files that the predecessor named and this snapshot does not
 */
public record Snapshot(
    String format,
    long number,
    Attempt attempt,
    JsonNode definition,
    Optional<Instant> first,
    Optional<Instant> watermark,
    Map<String, Catalogue.Root> catalogues,
    List<Instant> open,
    List<Work> work,
    List<Work> parked,
    List<ClusterFold> running,
    List<ClusterMerge> merging,
    List<Backfill> backfills,
    Expired expired,
    Map<String, JobState> jobs,
    Totals totals,
    Rates rates,
    List<Move> moves,
    List<Export> exports,
    List<String> dropped)
    implements Versioned {
  /** The format this release writes. */
  public static final String FORMAT = "millrace-snapshot/2";

  /** What there is before the first commit: nothing. */
  public static final Snapshot NONE =
      new Snapshot(
          FORMAT,
          0,
          new Attempt("", "", "", Instant.EPOCH),
          JsonNodeFactory.instance.objectNode(),
          Optional.empty(),
          Optional.empty(),
          Map.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          Expired.NOTHING,
          Map.of(),
          Totals.NONE,
          Rates.NONE,
          List.of(),
          List.of(),
          List.of());

  public Snapshot {
    catalogues = Map.copyOf(catalogues);
    open = List.copyOf(open);
    work = List.copyOf(work);
    parked = List.copyOf(parked);
    running = List.copyOf(running);
    merging = List.copyOf(merging);
    backfills = List.copyOf(backfills);
    jobs = Map.copyOf(jobs);
    moves = List.copyOf(moves);
    exports = List.copyOf(exports);
    dropped = List.copyOf(dropped);
    if (!format.equals(FORMAT)) {
      throw new IllegalArgumentException(
          "snapshot %d has format %s; this release reads %s: use the release that wrote it"
              .formatted(number, format, FORMAT));
    }
  }

  @Override
  public Set<String> working() {
    return Stream.of(
            running.stream().map(ClusterFold::id),
            merging.stream().map(ClusterMerge::id),
            backfills.stream().map(Backfill::id))
        .flatMap(ids -> ids)
        .collect(Collectors.toUnmodifiableSet());
  }
}
