package millrace.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import millrace.job.JobSpec;
import millrace.job.MergeJob;
import millrace.job.Piece;
import millrace.pipeline.EngineChoice;
import millrace.pipeline.Settings;
import millrace.run.Run;
import millrace.schedule.Engine;
import millrace.schedule.Engines;
import millrace.schedule.TickLog;
import millrace.snapshot.Store;
import org.apache.hadoop.conf.Configuration;

/**
 * The engines of this Hadoop, chosen by size. Where MapReduce runs on YARN every bucket is a job
 * there, unless its owner raises {@code millrace.inline.max.bytes}; on a laptop small buckets are
 * folded inline and large ones by the LocalJobRunner.
 */
public final class HadoopEngines implements Engines {
  private final Settings settings;
  private final Store store;
  private final SharedJars jars;
  private final boolean onYarn;
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
    this.settings = settings;
    this.store = store;
    this.jars = new SharedJars(store);
    this.onYarn = configuration.get("mapreduce.framework.name", "local").equals("yarn");
    this.inline =
        new InlineEngine(
            store, configuration, scratch, settings.foldMemoryBytes(), settings.foldThreads());
    this.local = engine(MapReduceEngine.Tier.LOCAL, pipeline, configuration, scratch);
    this.uber = engine(MapReduceEngine.Tier.UBER, pipeline, configuration, scratch);
    this.yarn = engine(MapReduceEngine.Tier.YARN, pipeline, configuration, scratch);
  }

  private MapReduceEngine engine(
      MapReduceEngine.Tier tier, String pipeline, Configuration configuration, Path scratch) {
    return new MapReduceEngine(tier, pipeline, store, jars, configuration, settings, scratch);
  }

  @Override
  public Engine choose(long bytes) {
    EngineChoice choice = settings.engine();
    return switch (choice) {
      case INLINE -> inline;
      case LOCAL -> local;
      case UBER -> uber;
      case YARN -> yarn;
      case AUTO -> onYarn ? onYarn(bytes) : onLaptop(bytes);
    };
  }

  @Override
  public Engine named(String name) {
    return Stream.of(inline, local, uber, yarn)
        .filter(engine -> engine.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no engine " + name));
  }

  private Engine onYarn(long bytes) {
    if (settings.inlineMaxBytes() > 0 && bytes <= settings.inlineMaxBytes()) {
      return inline;
    }
    return bytes <= settings.uberMaxBytes() ? uber : yarn;
  }

  private Engine onLaptop(long bytes) {
    return bytes <= settings.localInlineMaxBytes() ? inline : local;
  }

  @Override
  public Optional<MergeJob.Merged> merge(
      JobSpec job, List<Run> inputs, int parts, String directory, TickLog log) throws IOException {
    boolean here =
        settings.engine() == EngineChoice.INLINE || settings.engine() == EngineChoice.LOCAL;
    long bytes = inputs.stream().mapToLong(Run::bytes).sum();
    return !onYarn || here || parts == 1 || bytes <= settings.mergeJobMinBytes()
        ? Optional.empty()
        : Optional.of(yarn.merge(job, inputs, parts, directory, log));
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
   * The configuration of MapReduce jobs that read this much; empty where none is to be submitted.
   */
  Optional<Configuration> jobs(long bytes) {
    return choose(bytes) instanceof MapReduceEngine engine
        ? Optional.of(engine.configuration())
        : Optional.empty();
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
