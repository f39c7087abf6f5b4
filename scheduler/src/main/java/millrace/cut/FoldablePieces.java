package millrace.cut;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import millrace.fold.FoldInput;
import millrace.fold.FoldPiece;
import millrace.fold.FoldPiece.TimeSpan;
import millrace.fold.FoldPiece.Timeliness;
import millrace.job.JobSpec;
import millrace.pipeline.Pipeline;
import millrace.record.BadTime;
import millrace.record.FileNameTime;
import millrace.record.TimeSource;
import millrace.state.Piece;

/**
 * The pieces of a pipeline's buckets as folds read them. Each has the input it was cut from, and
 * the times of its records if the records do not say them. These are the times by which the records
 * were cut. For one thread.
 */
public final class FoldablePieces {
  private final List<FoldInput> inputs = new ArrayList<>();

  /** The inputs whose records have the time of their file's name, by name. */
  private final Map<String, FileNameTime> names = new TreeMap<>();

  private final PieceLocator locator;

  /** Finds the file of a piece. */
  @FunctionalInterface
  public interface PieceLocator {
    /**
     * Where the file at {@code path} in the pipeline's directory is, as Hadoop's {@code Path}
     * prints it.
     */
    String uriOf(String path) throws IOException;
  }

  /** The pieces of {@code pipeline}. */
  public FoldablePieces(Pipeline pipeline, PieceLocator locator) {
    this.locator = locator;
    pipeline
        .inputs()
        .forEach(
            (name, spec) -> {
              inputs.add(new FoldInput(name, spec.format(), spec.time()));
              if (spec.time() instanceof TimeSource.FileName time) {
                names.put(name, time.names());
              }
            });
  }

  /** Where the records of the pieces came from. */
  public List<FoldInput> inputs() {
    return List.copyOf(inputs);
  }

  /**
   * Pieces of one bucket, those that any of the jobs reads.
   *
   * @param bucket its start
   */
  public List<FoldPiece> of(List<Piece> pieces, Instant bucket, List<JobSpec> jobs)
      throws IOException {
    List<FoldPiece> foldable = new ArrayList<>();
    for (Piece piece : pieces) {
      if (jobs.stream().anyMatch(job -> job.reads(piece.input()))) {
        foldable.add(foldable(piece, bucket));
      }
    }
    return foldable;
  }

  private FoldPiece foldable(Piece piece, Instant bucket) throws IOException {
    return new FoldPiece(
        piece.input(),
        locator.uriOf(piece.path()),
        piece.length(),
        piece.records(),
        piece.late() > 0 ? Timeliness.LATE : Timeliness.IN_TIME,
        timesOf(piece, bucket));
  }

  /**
   * The times of a piece's records, in the order of its sources; none where the records say them.
   * Release 0.1.0 did not write down when records arrived; the start of their bucket stands for it.
   */
  private List<TimeSpan> timesOf(Piece piece, Instant bucket) {
    Optional<FileNameTime> name = Optional.ofNullable(names.get(piece.input()));
    if (name.isPresent()) {
      return timesOf(piece, name.get());
    }
    boolean byArrival =
        inputs.stream()
            .filter(input -> input.name().equals(piece.input()))
            .anyMatch(input -> input.time() instanceof TimeSource.Arrival);
    return byArrival
        ? List.of(new TimeSpan(piece.records(), piece.arrived().orElse(bucket)))
        : List.of();
  }

  private static List<TimeSpan> timesOf(Piece piece, FileNameTime name) {
    List<TimeSpan> spans = new ArrayList<>();
    for (Piece.PieceSource source : piece.sources()) {
      Instant time = timeOf(piece, source, name);
      int last = spans.size() - 1;
      if (last >= 0 && spans.get(last).time().equals(time)) {
        spans.set(last, new TimeSpan(spans.get(last).records() + source.records(), time));
      } else {
        spans.add(new TimeSpan(source.records(), time));
      }
    }
    return spans;
  }

  private static Instant timeOf(Piece piece, Piece.PieceSource source, FileNameTime name) {
    try {
      return name.timeOf(source.file());
    } catch (BadTime e) {
      throw new IllegalStateException(
          "piece %s: file %s, from which it was cut, tells no time any more: %s"
              .formatted(piece.path(), source.file(), e.reason()),
          e);
    }
  }
}
