package millrace.engine;

import java.nio.file.Path;
import millrace.pipeline.FoldSettings;
import millrace.schedule.Choice;
import millrace.schedule.Engine;
import millrace.schedule.Engines;
import millrace.state.Rates;
import millrace.state.Work;
import millrace.store.Store;
import org.apache.hadoop.conf.Configuration;

/** Whatever its size, it is folded inline, by the thread that asks for it. */
public final class InlineEngines implements Engines {
  private final Store store;
  private final Engine inline;

  /** For one tick. */
  public InlineEngines(Store store, Configuration configuration, Path scratch, long memoryBytes) {
    this.store = store;
    this.inline = new InlineEngine(store, configuration, scratch, new FoldSettings(memoryBytes, 1));
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
  public String locate(String path) {
    return store.path(path).toString();
  }
}
