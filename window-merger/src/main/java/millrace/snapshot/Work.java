package millrace.snapshot;

import java.time.Instant;
import java.util.List;

/**
 * Pieces of a sealed bucket that jobs have not folded yet.
 *
 * @param bucket start of the bucket
 * @param pieces what is to be folded
 * @param jobs who has still to do it
 * @param attempts how often it was tried without success
 */
public record Work(Instant bucket, List<Piece> pieces, List<String> jobs, int attempts) {
  public Work {
    pieces = List.copyOf(pieces);
    jobs = List.copyOf(jobs);
  }

  public long bytes() {
    return pieces.stream().mapToLong(Piece::length).sum();
  }
}
