package millrace.fold;

import java.time.Instant;
import java.util.List;
import java.util.function.LongSupplier;
import millrace.fold.FoldPiece.TimeSpan;
import millrace.record.Record;
import millrace.record.RecordClock;

/** Tells the times of a piece whose records do not say them, by how many were read. */
final class SpanClock implements RecordClock {
  private final List<TimeSpan> spans;
  private final LongSupplier read;
  private int next;

  /** The number of the last record of the spans before the next. */
  private long end;

  /**
   * A clock for one reading of a piece.
   *
   * @param spans of all its records
   * @param read how many records were read, the one that is asked about included
   */
  SpanClock(List<TimeSpan> spans, LongSupplier read) {
    this.spans = spans;
    this.read = read;
  }

  @Override
  public Instant timeOf(Record record) {
    while (read.getAsLong() > end) {
      end += spans.get(next++).records();
    }
    return spans.get(next - 1).time();
  }
}
