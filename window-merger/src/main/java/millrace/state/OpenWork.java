package millrace.state;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is to be folded. At any time at most one piece of work replaces what a job made of a bucket,
 * and nothing that came before it is added afterwards.
 *
 * @param due what is sealed and not folded yet
 * @param parked work that failed too often: it is not tried again, until it is backfilled
 */
public record OpenWork(List<Work> due, List<Work> parked) {
  /** Nothing is to be done. */
  public static final OpenWork NONE = new OpenWork(List.of(), List.of());

  public OpenWork {
    due = List.copyOf(due);
    parked = List.copyOf(parked);
  }

  /** All of it, the parked work last. */
  public Stream<Work> all() {
    return Stream.concat(due.stream(), parked.stream());
  }

  /** The same with other work due. */
  public OpenWork withDue(List<Work> work) {
    return new OpenWork(work, parked);
  }

  /** The same with other work parked. */
  public OpenWork withParked(List<Work> work) {
    return new OpenWork(due, work);
  }

  /** The same with more work due. */
  public OpenWork plus(List<Work> more) {
    return more.isEmpty() ? this : withDue(joined(due, more));
  }

  /**
   * The same with new pieces of a sealed bucket for these jobs. A job that is to fold the bucket
   * anew folds what comes meanwhile as well.
   */
  public OpenWork adding(Instant bucket, List<Piece> pieces, List<String> jobs) {
    Set<String> replacing = new HashSet<>();
    List<Work> extendedDue = extended(due, bucket, pieces, replacing);
    List<Work> extendedParked = extended(parked, bucket, pieces, replacing);
    List<String> adding = jobs.stream().filter(job -> !replacing.contains(job)).toList();
    OpenWork extended = new OpenWork(extendedDue, extendedParked);
    return adding.isEmpty()
        ? extended
        : extended.plus(List.of(Work.adding(bucket, pieces, adding)));
  }

  private static List<Work> extended(
      List<Work> given, Instant bucket, List<Piece> pieces, Set<String> replacing) {
    List<Work> extended = new ArrayList<>();
    for (Work work : given) {
      if (work.bucket().equals(bucket) && work.kind() == Work.WorkKind.REPLACE) {
        extended.add(work.withPieces(pieces));
        replacing.addAll(work.jobs());
      } else {
        extended.add(work);
      }
    }
    return extended;
  }

  /** The same with all pieces that a sealed bucket has now, for these jobs to fold anew. */
  public OpenWork replacing(Instant bucket, List<Piece> pieces, List<String> jobs) {
    return jobs.isEmpty()
        ? this
        : without(bucket, jobs).plus(List.of(Work.replacing(bucket, pieces, jobs)));
  }

  /** The same without what these jobs had to do on a bucket: it is done, or in vain. */
  public OpenWork without(Instant bucket, List<String> jobs) {
    return new OpenWork(without(due, bucket, jobs), without(parked, bucket, jobs));
  }

  private static List<Work> without(List<Work> given, Instant bucket, List<String> jobs) {
    return given.stream()
        .map(work -> work.bucket().equals(bucket) ? work.withoutJobs(jobs) : work)
        .filter(work -> !work.jobs().isEmpty())
        .toList();
  }

  private static List<Work> joined(List<Work> some, List<Work> more) {
    List<Work> all = new ArrayList<>(some);
    all.addAll(more);
    return all;
  }
}
