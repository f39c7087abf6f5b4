package millrace.state;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import millrace.run.Tally;

/**
 * A bucket with records. Buckets without any have no entry: empty time costs nothing.
 *
 * @param start of its interval
 * @param state whether its input list is fixed
 * @param gone its oldest pieces, which retention has deleted
 * @param pieces its records, in the order they were cut; pieces that came after it was sealed carry
 *     late records
 * @param folds what each job made of it; a job that is missing here is still to be done
 */
public record BucketEntry(
    Instant start,
    BucketState state,
    DeletedPieces gone,
    List<Piece> pieces,
    Map<String, Fold> folds) {
  public BucketEntry {
    pieces = List.copyOf(pieces);
    folds = Map.copyOf(folds);
  }

  /** A bucket of which nothing is known yet. */
  public static BucketEntry of(Instant start, BucketState state) {
    return new BucketEntry(start, state, DeletedPieces.NOTHING, List.of(), Map.of());
  }

  /** Records in all pieces, the deleted ones included. */
  public long records() {
    return gone.records() + pieces.stream().mapToLong(Piece::records).sum();
  }

  /** Records that came after the bucket was sealed. */
  public long late() {
    return gone.late() + pieces.stream().mapToLong(Piece::late).sum();
  }

  /** The same bucket with more pieces. */
  public BucketEntry withPieces(List<Piece> more) {
    List<Piece> all = new ArrayList<>(pieces);
    all.addAll(more);
    return new BucketEntry(start, state, gone, all, folds);
  }

  /** The same bucket without the pieces at these paths, as if their records had never come. */
  public BucketEntry withoutPieces(Set<String> paths) {
    List<Piece> left = pieces.stream().filter(piece -> !paths.contains(piece.path())).toList();
    return new BucketEntry(start, state, gone, left, folds);
  }

  /** The same bucket with its input list fixed. */
  public BucketEntry sealed() {
    return new BucketEntry(start, BucketState.SEALED, gone, pieces, folds);
  }

  /** The same bucket with what {@code job} made of it. */
  public BucketEntry withFold(String job, Fold fold) {
    Map<String, Fold> all = new TreeMap<>(folds);
    all.put(job, fold);
    return new BucketEntry(start, state, gone, pieces, all);
  }

  /** The same bucket with the files of its pieces deleted; what they came to is kept. */
  public BucketEntry withoutRaw() {
    DeletedPieces all = new DeletedPieces(gone.pieces() + pieces.size(), records(), late());
    return new BucketEntry(start, state, all, List.of(), folds);
  }

  /** Whether the input list of a bucket is fixed. */
  public enum BucketState {
    OPEN,
    SEALED
  }

  /**
   * Pieces whose files are deleted: how many, and what they held.
   *
   * @param late how many of the records came after the bucket was sealed
   */
  public record DeletedPieces(int pieces, long records, long late) {
    /** Nothing is deleted. */
    public static final DeletedPieces NOTHING = new DeletedPieces(0, 0, 0);
  }

  /**
   * What a job made of a bucket.
   *
   * @param pieces how many of the bucket's pieces, in their order, are folded or waiting to be
   * @param revision 1 when it was first folded, one more with every correction, replacement or
   *     backfill
   * @param engine that computed the newest
   * @param reason why that engine
   * @param attempt that computed the newest
   * @param tally what became of the records
   */
  public record Fold(
      int pieces, int revision, String engine, String reason, String attempt, Tally tally) {}
}
