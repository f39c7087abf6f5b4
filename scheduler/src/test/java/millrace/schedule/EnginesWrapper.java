package millrace.schedule;

import millrace.job.Piece;
import millrace.snapshot.Rates;
import millrace.snapshot.Work;

/** Engines like others, but for what is overridden. */
class EnginesWrapper implements Engines {
  private final Engines engines;

  EnginesWrapper(Engines engines) {
    this.engines = engines;
  }

  @Override
  public Choice choose(Work work, Rates rates) {
    return engines.choose(work, rates);
  }

  @Override
  public Engine named(String name) {
    return engines.named(name);
  }

  @Override
  public Piece locate(millrace.snapshot.Piece piece) {
    return engines.locate(piece);
  }

  @Override
  public boolean isLargeMerge(long bytes, int parts) {
    return engines.isLargeMerge(bytes, parts);
  }

  @Override
  public MergeEngine merging() {
    return engines.merging();
  }
}
