package millrace.state;

import java.util.List;

/**
 * A file of cut records in a bucket; it can be read alone and is never changed.
 *
 * @param path relative to the pipeline's directory
 * @param length in bytes
 * @param crc32c CRC-32C of its bytes, eight hexadecimal digits
 * @param records how many it holds
 * @param late how many of them came after the bucket was sealed: all or none
 * @param sources the landed files its records came from, in order
 */
public record Piece(
    String path, long length, String crc32c, long records, long late, List<PieceSource> sources) {
  public Piece {
    sources = List.copyOf(sources);
  }

  /** So many records of a landed file, named by its path below the landing directory. */
  public record PieceSource(String file, long records) {}
}
