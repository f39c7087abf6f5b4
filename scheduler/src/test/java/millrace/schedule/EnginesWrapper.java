package millrace.schedule;

import java.util.Optional;
import millrace.job.JobSpec;
import millrace.job.Piece;
import millrace.report.LargeMerges;
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
  public Optional<LargeMerges.Elsewhere> elsewhere(
      JobSpec job, long bytes, int parts, TickLog log) {
    return engines.elsewhere(job, bytes, parts, log);
  }
}
