package millrace.cut;

import java.time.Instant;
import java.util.List;
import millrace.state.Piece;

/**
 * A piece that was written and that a commit may name.
 *
 * @param bucket start of the bucket it belongs to
 * @param late whether its records came after that bucket was sealed
 * @param name of the file the attempt wrote
 * @param length in bytes
 * @param crc32c CRC-32C of its bytes, eight hexadecimal digits
 * @param records how many it holds
 * @param sources where they came from
 */
public record CutPiece(
    Instant bucket,
    boolean late,
    String name,
    long length,
    String crc32c,
    long records,
    List<Piece.PieceSource> sources) {
  public CutPiece {
    sources = List.copyOf(sources);
  }

  /** The same piece with its file in {@code directory}. */
  CutPiece in(String directory) {
    return new CutPiece(bucket, late, directory + "/" + name, length, crc32c, records, sources);
  }
}
