package millrace.schedule;

import millrace.state.Rates;
import millrace.state.Work;

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
  public String locate(String path) {
    return engines.locate(path);
  }

  @Override
  public boolean isLargeMerge(long bytes, int parts) {
    return engines.isLargeMerge(bytes, parts);
  }

  @Override
  public LargeMergeEngine merging() {
    return engines.merging();
  }
}
