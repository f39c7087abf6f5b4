package millrace.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import millrace.pipeline.EngineChoice;
import millrace.pipeline.Settings;
import millrace.schedule.Choice;
import millrace.schedule.Engine;
import millrace.schedule.Engines;
import millrace.schedule.LargeMergeEngine;
import millrace.state.Rates;
import millrace.state.Work;
import millrace.store.Store;
import org.apache.hadoop.conf.Configuration;

/** The engines of this Hadoop, chosen by {@link EngineRule}. */
public final class HadoopEngines implements Engines {
  private final Settings settings;
  private final Store store;
  private final SharedJars jars;
  private final EngineRule rule;
  private final Engine inline;
  private final Engine local;
  private final Engine uber;
  private final MapReduceEngine yarn;

  /**
   * Engines for one tick.
   *
   * @param scratch a local directory for temporary files
   */
  public HadoopEngines(
      String pipeline, Settings settings, Store store, Configuration configuration, Path scratch) {
    this.store = store;
    this.jars = new SharedJars(store);
    this.settings = settings;
    this.rule =
        new EngineRule(
            settings.engine(),
            configuration.get("mapreduce.framework.name", "local").equals("yarn"),
            settings.jobs().splitMaxBytes());
    this.inline = new InlineEngine(store, configuration, scratch, settings.fold());
    Function<MapReduceEngine.Tier, MapReduceEngine> mapReduce =
        tier -> new MapReduceEngine(tier, pipeline, store, jars, configuration, settings, scratch);
    this.local = mapReduce.apply(MapReduceEngine.Tier.LOCAL);
    this.uber = mapReduce.apply(MapReduceEngine.Tier.UBER);
    this.yarn = mapReduce.apply(MapReduceEngine.Tier.YARN);
  }

  @Override
  public Choice choose(Work work, Rates rates) {
    EngineRule.Chosen chosen = rule.choose(work, rates);
    return new Choice(named(chosen.engine()), chosen.reason());
  }

  @Override
  public Engine named(String name) {
    return Stream.of(inline, local, uber, yarn)
        .filter(engine -> engine.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no engine " + name));
  }

  @Override
  public boolean isLargeMerge(long bytes, int parts) {
    boolean here =
        settings.engine().choice() == EngineChoice.INLINE
            || settings.engine().choice() == EngineChoice.LOCAL;
    return rule.onYarn() && !here && parts > 1 && bytes > settings.merge().jobMinBytes();
  }

  @Override
  public LargeMergeEngine merging() {
    return yarn;
  }

  @Override
  public void sweep() throws IOException {
    jars.sweep();
  }

  /** The jars of its jobs. */
  SharedJars jars() {
    return jars;
  }

  /**
   * The configuration of MapReduce jobs that read this many bytes; empty if no job is to be
   * submitted. The rates are those of folding, so they are not used here.
   */
  Optional<Configuration> jobs(long bytes) {
    return named(rule.bySize(bytes).engine()) instanceof MapReduceEngine engine
        ? Optional.of(engine.configuration())
        : Optional.empty();
  }

  @Override
  public String locate(String path) {
    return store.path(path).toString();
  }
}
