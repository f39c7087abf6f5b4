package millrace.snapshot;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A bucket with records. Buckets without any have no entry: empty time costs nothing.
 *
 * @param start of its interval
 * @param state whether its input list is fixed
 * @param pieces its records, in the order they were cut; pieces that came after it was sealed carry
 *     late records
 * @param folds what each job made of it; a job that is missing here is still to be done
 */
public record BucketEntry(Instant start, State state, List<Piece> pieces, Map<String, Fold> folds) {
  public BucketEntry {
    pieces = List.copyOf(pieces);
    folds = Map.copyOf(folds);
  }

  /** Records in all pieces. */
  public long records() {
    return pieces.stream().mapToLong(Piece::records).sum();
  }

  /** Records that came after the bucket was sealed. */
  public long late() {
    return pieces.stream().mapToLong(Piece::late).sum();
  }

  /** The same bucket with more pieces. */
  public BucketEntry withPieces(List<Piece> more) {
    List<Piece> all = new ArrayList<>(pieces);
    all.addAll(more);
    return new BucketEntry(start, state, all, folds);
  }

  /** The same bucket with its input list fixed. */
  public BucketEntry sealed() {
    return new BucketEntry(start, State.SEALED, pieces, folds);
  }

  /** The same bucket with what {@code job} made of it. */
  public BucketEntry withFold(String job, Fold fold) {
    Map<String, Fold> all = new TreeMap<>(folds);
    all.put(job, fold);
    return new BucketEntry(start, state, pieces, all);
  }

  /** Whether the input list of a bucket is fixed. */
  public enum State {
    OPEN,
    SEALED
  }

  /**
   * What a job made of a bucket.
   *
   * @param pieces how many of the bucket's pieces, in their order, are folded or waiting to be
   * @param runs how many runs: one, and one more for every correction
   * @param engine that computed the newest
   * @param tally what became of the records
   */
  public record Fold(int pieces, int runs, String engine, millrace.run.Tally tally) {}
}
