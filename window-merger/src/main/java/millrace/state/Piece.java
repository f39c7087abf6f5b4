package millrace.state;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A file of cut records in a bucket; it can be read alone and is never changed.
 *
 * @param path relative to the pipeline's directory
 * @param length in bytes
 * @param crc32c CRC-32C of its bytes, eight hexadecimal digits
 * @param records how many it holds
 * @param late how many of them came after the bucket was sealed: all or none
 * @param input name of the input its records came from
 * @param arrived the time of its records where they are dated by their arrival; else empty, as it
 *     is in pieces that release 0.1.0 cut
 * @param sources the landed files its records came from, in order
 */
public record Piece(
    String path,
    long length,
    String crc32c,
    long records,
    long late,
    String input,
    Optional<Instant> arrived,
    List<PieceSource> sources) {
  public Piece {
    sources = List.copyOf(sources);
  }

  /** A number of records of a landed file, named by its path below the directory of its input. */
  public record PieceSource(String file, long records) {}
}
