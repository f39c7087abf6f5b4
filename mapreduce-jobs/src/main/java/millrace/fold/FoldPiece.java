package millrace.fold;

/**
 * A part of a bucket's cut input: one uncompressed file of the pipeline's format, readable from its
 * start, whose records were checked when it was cut.
 *
 * @param uri where it is, as Hadoop's {@code Path} prints it
 * @param length in bytes
 * @param records how many it holds
 * @param arrival when its records came
 */
public record FoldPiece(String uri, long length, long records, Timeliness arrival) {
  public FoldPiece {
    if (length < 0 || records < 0) {
      throw new IllegalArgumentException(
          "piece " + uri + ": length=" + length + " records=" + records);
    }
  }

  /** When records came. */
  public enum Timeliness {
    /** Before their bucket was sealed. */
    IN_TIME,
    /** After an earlier tick had sealed their bucket. */
    LATE
  }
}
