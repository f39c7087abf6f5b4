package millrace.fold;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import millrace.plugin.Formats;
import millrace.record.RecordClock;
import millrace.record.TimeSource;
import org.apache.hadoop.conf.Configuration;

/** Opens the pieces of a plan, each by the format and the clock of its input. For one thread. */
public final class PieceReaders {
  private final FoldPlan plan;
  private final Configuration conf;
  private final Map<String, InputAccess> inputs = new HashMap<>();

  /**
   * Readers of a plan's pieces.
   *
   * @param loader finds formats of the user's own
   * @param conf finds the pieces' file systems
   * @throws IllegalArgumentException if there is no such format as an input names
   */
  public PieceReaders(FoldPlan plan, ClassLoader loader, Configuration conf) {
    this.plan = plan;
    this.conf = conf;
    for (FoldInput input : plan.inputs()) {
      Optional<RecordClock> clock =
          input.time() instanceof TimeSource.EventField field
              ? Optional.of(new LazyClock(field))
              : Optional.empty();
      inputs.put(input.name(), new InputAccess(Formats.of(input.format(), loader), clock));
    }
  }

  /**
   * Opens a piece.
   *
   * @param scan index of the scan that reads it
   * @throws FoldException if it is not there or has another length
   */
  public PieceReader open(int scan, FoldPiece piece) throws FoldException {
    InputAccess input = Optional.ofNullable(inputs.get(piece.input())).orElseThrow();
    return PieceReader.open(plan, scan, piece, input, conf);
  }
}
