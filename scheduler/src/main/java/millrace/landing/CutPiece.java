package millrace.landing;

import java.time.Instant;
import java.util.List;
import millrace.snapshot.Piece;

/**
 * A piece that was written and that a commit may name.
 *
 * @param bucket start of the bucket it belongs to
 * @param late whether its records came after that bucket was sealed
 * @param name of the file the attempt wrote
 * @param length in bytes
 * @param records how many it holds
 * @param sources where they came from
 */
public record CutPiece(
    Instant bucket,
    boolean late,
    String name,
    long length,
    long records,
    List<Piece.Source> sources) {
  public CutPiece {
    sources = List.copyOf(sources);
  }

  /** The same piece with its file in {@code directory}. */
  CutPiece in(String directory) {
    return new CutPiece(bucket, late, directory + "/" + name, length, records, sources);
  }
}
