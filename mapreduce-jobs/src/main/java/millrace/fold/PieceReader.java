package millrace.fold;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Optional;
import millrace.job.Event;
import millrace.record.RecordClock;
import millrace.record.RecordFormat;
import millrace.record.RecordLimit;
import millrace.record.RecordScanner;
import millrace.run.LocalDisk;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Reads one piece and proves that it is what the plan says: it has that length and that many
 * records, and none of them is broken. The piece was checked when it was cut, so anything that is
 * wrong now is an error of its scan.
 */
public final class PieceReader implements Closeable {
  private final FoldPlan plan;
  private final int scan;
  private final FoldPiece piece;
  private final RecordScanner scanner;
  private final PieceEvent event;
  private long records;

  private PieceReader(
      FoldPlan plan,
      int scan,
      FoldPiece piece,
      RecordScanner scanner,
      Optional<RecordClock> clock) {
    this.plan = plan;
    this.scan = scan;
    this.piece = piece;
    this.scanner = scanner;
    this.event =
        new PieceEvent(
            piece.input(), clock.orElseGet(() -> new SpanClock(piece.times(), () -> records)));
  }

  /**
   * Opens a piece.
   *
   * @param input how its records are read
   * @throws FoldException if it is not there or has another length
   */
  static PieceReader open(
      FoldPlan plan, int scan, FoldPiece piece, InputAccess input, Configuration conf)
      throws FoldException {
    String label = plan.scans().get(scan).label() + ": piece " + piece.uri();
    try {
      Path path = new Path(piece.uri());
      Optional<java.nio.file.Path> local = LocalDisk.find(conf, path);
      long length =
          local.isPresent()
              ? Files.size(local.get())
              : path.getFileSystem(conf).getFileStatus(path).getLen();
      if (length != piece.length()) {
        throw new FoldException(
            "%s: has %d bytes, the state names %d".formatted(label, length, piece.length()));
      }
      InputStream in =
          local.isPresent()
              ? Files.newInputStream(local.get())
              : path.getFileSystem(conf).open(path);
      RecordScanner scanner = scan(input.format(), in, plan.recordLimit());
      return new PieceReader(plan, scan, piece, scanner, input.clock());
    } catch (FoldException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new FoldException(label + ": cannot be opened: " + e.getMessage(), e);
    }
  }

  private static RecordScanner scan(RecordFormat format, InputStream in, int recordLimit)
      throws IOException {
    try {
      return format.scan(in, new byte[0], RecordLimit.of(recordLimit));
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  /**
   * Moves to the next record; false at the end, when all that the plan names were read.
   *
   * @throws FoldException if anything is not as it was when the piece was cut, the time of the
   *     record before included, if a job asked for it
   */
  public boolean next() throws FoldException {
    if (event.problem().isPresent()) {
      throw timeless();
    }
    boolean found;
    try {
      found = scanner.next();
    } catch (IOException | RuntimeException e) {
      throw new FoldException(position(offset()) + ": cannot be read: " + e.getMessage(), e);
    }
    if (found) {
      records++;
      Optional<String> problem = scanner.problem();
      if (problem.isPresent()) {
        throw new FoldException(
            position(offset()) + ": a record that was good is broken: " + problem.get());
      }
      event.moveTo(scanner.record());
    } else if (records != piece.records()) {
      throw new FoldException(
          "%s: piece %s: holds %d records, the state names %d"
              .formatted(plan.scans().get(scan).label(), piece.uri(), records, piece.records()));
    }
    return found;
  }

  /** The record it stands at; the same object at every record. */
  public Event event() {
    return event;
  }

  /** Whether a job asked the current record for its time and there was none. */
  boolean isTimeless() {
    return event.problem().isPresent();
  }

  /** The error of a scan whose current record has no time any more. */
  FoldException timeless() {
    return new FoldException(
        "%s: a record that was good has no time: %s"
            .formatted(position(offset()), event.problem().orElse("")));
  }

  public int scan() {
    return scan;
  }

  public FoldPiece piece() {
    return piece;
  }

  /** Where the current record begins, in bytes of its piece. */
  long offset() {
    return scanner.offset();
  }

  /** How messages call the record that begins at {@code offset}: bucket, piece and offset. */
  String position(long offset) {
    return "%s: piece %s, byte %d".formatted(plan.scans().get(scan).label(), piece.uri(), offset);
  }

  @Override
  public void close() throws IOException {
    scanner.close();
  }
}
