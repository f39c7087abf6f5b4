package millrace.state;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import millrace.run.Tally;

/**
 * A bucket with records. Buckets without any have no entry: empty time costs nothing.
 *
 * @param start of its interval
 * @param state whether its input list is fixed
 * @param gone its oldest pieces, which retention has deleted, by input
 * @param pieces its records, in the order they were cut; pieces that came after it was sealed carry
 *     late records
 * @param folds what each job made of it; a job that is missing here is still to be done
 */
public record BucketEntry(
    Instant start,
    BucketState state,
    Map<String, DeletedPieces> gone,
    List<Piece> pieces,
    Map<String, Fold> folds) {
  public BucketEntry {
    gone = Map.copyOf(gone);
    pieces = List.copyOf(pieces);
    folds = Map.copyOf(folds);
  }

  /** A bucket of which nothing is known yet. */
  public static BucketEntry of(Instant start, BucketState state) {
    return new BucketEntry(start, state, Map.of(), List.of(), Map.of());
  }

  /** Records in all pieces, the deleted ones included. */
  public long records() {
    return deleted().records() + pieces.stream().mapToLong(Piece::records).sum();
  }

  /** Records that came after the bucket was sealed. */
  public long late() {
    return deleted().late() + pieces.stream().mapToLong(Piece::late).sum();
  }

  /** Its pieces that retention has deleted, those of all inputs together. */
  public DeletedPieces deleted() {
    return gone.values().stream().reduce(DeletedPieces.NOTHING, DeletedPieces::plus);
  }

  /** The inputs that it has, or had, pieces of. */
  public Set<String> inputs() {
    Set<String> inputs = new TreeSet<>(gone.keySet());
    pieces.forEach(piece -> inputs.add(piece.input()));
    return inputs;
  }

  /** Whether it has pieces of one of these inputs, or a job that reads them has folded it. */
  public boolean concerns(String job, Collection<String> inputs) {
    return folds.containsKey(job) || inputs().stream().anyMatch(inputs::contains);
  }

  /** The part of the bucket that came from these inputs. */
  public BucketEntry from(Collection<String> inputs) {
    Map<String, DeletedPieces> deleted = new TreeMap<>(gone);
    deleted.keySet().retainAll(inputs);
    return new BucketEntry(
        start,
        state,
        deleted,
        pieces.stream().filter(piece -> inputs.contains(piece.input())).toList(),
        folds);
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
    Map<String, DeletedPieces> all = new TreeMap<>(gone);
    for (Piece piece : pieces) {
      all.merge(
          piece.input(), new DeletedPieces(1, piece.records(), piece.late()), DeletedPieces::plus);
    }
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

    /** Both together. */
    DeletedPieces plus(DeletedPieces other) {
      return new DeletedPieces(pieces + other.pieces, records + other.records, late + other.late);
    }
  }

  /**
   * What a job made of a bucket.
   *
   * @param pieces how many of the bucket's pieces that came from the job's inputs, in their order,
   *     are folded or waiting to be
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
