package millrace.fold;

import java.time.Instant;
import java.util.List;

/**
 * A part of a bucket's cut input: one uncompressed file of its input's format, readable from its
 * start, whose records were checked when it was cut.
 *
 * @param input the name of the input that its records came from
 * @param uri where it is, as Hadoop's {@code Path} prints it
 * @param length in bytes
 * @param records how many it holds
 * @param timeliness when its records came
 * @param times the times of all its records, in their order; none where each record says its own
 */
public record FoldPiece(
    String input,
    String uri,
    long length,
    long records,
    Timeliness timeliness,
    List<TimeSpan> times) {
  public FoldPiece {
    times = List.copyOf(times);
    if (length < 0 || records < 0) {
      throw new IllegalArgumentException(
          "piece " + uri + ": length=" + length + " records=" + records);
    }
    long timed = times.stream().mapToLong(TimeSpan::records).sum();
    if (!times.isEmpty() && timed != records) {
      throw new IllegalArgumentException(
          "piece %s: holds %d records, %d of them have a time".formatted(uri, records, timed));
    }
  }

  /** A number of records, one after another, that have the same event time. */
  public record TimeSpan(long records, Instant time) {
    public TimeSpan {
      if (records < 0) {
        throw new IllegalArgumentException(records + " records of the time " + time);
      }
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
