package millrace.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import millrace.fold.FoldPlan;
import millrace.fold.InlineFold;
import millrace.fold.TaskResult;
import millrace.pipeline.FoldSettings;
import millrace.schedule.Engine;
import millrace.schedule.TickLog;
import millrace.store.Store;
import org.apache.hadoop.conf.Configuration;

/**
 * Folds in this JVM, without submitting anything: for small buckets, where the fixed cost of a job
 * dwarfs the work.
 */
final class InlineEngine implements Engine {
  /** How many small buckets one commit may hold. */
  private static final int BUCKETS = 512;

  private final Store store;
  private final InlineFold fold;

  InlineEngine(Store store, Configuration configuration, Path scratch, FoldSettings settings) {
    this.store = store;
    this.fold =
        new InlineFold(
            configuration,
            configuration.getClassLoader(),
            scratch,
            settings.memoryBytes(),
            settings.threads());
  }

  @Override
  public String name() {
    return "inline";
  }

  @Override
  public int buckets() {
    return BUCKETS;
  }

  @Override
  public List<TaskResult> fold(FoldPlan plan, String directory, TickLog log) throws IOException {
    return fold.run(plan, name -> store.create(directory + "/" + name));
  }
}
