package millrace.engine;

import java.nio.file.Path;
import millrace.job.Piece;
import millrace.schedule.Choice;
import millrace.schedule.Engine;
import millrace.schedule.Engines;
import millrace.snapshot.Rates;
import millrace.snapshot.Store;
import millrace.snapshot.Work;
import org.apache.hadoop.conf.Configuration;

/** Whatever its size, it is folded inline, by the thread that asks for it. */
public final class InlineEngines implements Engines {
  private final Store store;
  private final Engine inline;

  /** For one tick. */
  public InlineEngines(Store store, Configuration configuration, Path scratch, long memoryBytes) {
    this.store = store;
    this.inline = new InlineEngine(store, configuration, scratch, memoryBytes, 1);
  }

  @Override
  public Choice choose(Work work, Rates rates) {
    return new Choice(inline, "always");
  }

  @Override
  public Engine named(String name) {
    return inline;
  }

  @Override
  public Piece locate(millrace.snapshot.Piece piece) {
    return new Piece(
        store.path(piece.path()).toString(),
        piece.length(),
        piece.records(),
        piece.late() > 0 ? Piece.Arrival.LATE : Piece.Arrival.IN_TIME);
  }
}
