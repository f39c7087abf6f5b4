package millrace.state;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Pieces of a sealed bucket that jobs have not folded yet.
 *
 * @param bucket start of the bucket
 * @param kind whether what comes of it is added to the bucket's runs or takes their place
 * @param pieces what is to be folded
 * @param jobs who has still to do it
 * @param attempts how often it was tried and the job failed
 */
public record Work(
    Instant bucket, WorkKind kind, List<Piece> pieces, List<String> jobs, int attempts) {
  public Work {
    pieces = List.copyOf(pieces);
    jobs = List.copyOf(jobs);
  }

  /** What becomes of the runs that the bucket has. */
  public enum WorkKind {
    /** They stay: the pieces are new. */
    ADD,
    /** They go: the pieces are all that the bucket holds. */
    REPLACE
  }

  /** Pieces that were never folded, for jobs that have not tried yet. */
  public static Work adding(Instant bucket, List<Piece> pieces, List<String> jobs) {
    return new Work(bucket, WorkKind.ADD, pieces, jobs, 0);
  }

  /** All pieces of a bucket, for jobs that are to fold it anew. */
  public static Work replacing(Instant bucket, List<Piece> pieces, List<String> jobs) {
    return new Work(bucket, WorkKind.REPLACE, pieces, jobs, 0);
  }

  /** The same work for these jobs only. */
  public Work forJobs(List<String> some) {
    return new Work(bucket, kind, pieces, some, attempts);
  }

  /** The same work for all of its jobs but these. */
  public Work withoutJobs(List<String> some) {
    return forJobs(jobs.stream().filter(job -> !some.contains(job)).toList());
  }

  /** The same work, tried once more in vain. */
  public Work failedAgain() {
    return new Work(bucket, kind, pieces, jobs, attempts + 1);
  }

  /** The same work on more pieces. */
  public Work withPieces(List<Piece> more) {
    List<Piece> all = new ArrayList<>(pieces);
    all.addAll(more);
    return new Work(bucket, kind, all, jobs, attempts);
  }

  /** The pieces that came from these inputs, in their order. */
  public List<Piece> from(Collection<String> inputs) {
    return pieces.stream().filter(piece -> inputs.contains(piece.input())).toList();
  }

  /** Bytes to be read. */
  public long bytes() {
    return pieces.stream().mapToLong(Piece::length).sum();
  }
}
