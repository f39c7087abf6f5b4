package millrace.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import millrace.job.FoldJob;
import millrace.job.FoldPlan;
import millrace.job.TaskResult;
import millrace.pipeline.Settings;
import millrace.schedule.Engine;
import millrace.schedule.TickLog;
import millrace.snapshot.Store;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.Job;

/** Folds by a MapReduce job: several buckets and all their jobs in one. */
final class MapReduceEngine implements Engine {
  private final Tier tier;
  private final String pipeline;
  private final Store store;
  private final Configuration configuration;
  private final Settings settings;

  /** Where the tasks of a job run. */
  enum Tier {
    /** In this JVM, by Hadoop's LocalJobRunner. */
    LOCAL,
    /** Inside the application master. */
    UBER,
    /** In containers of their own. */
    YARN
  }

  MapReduceEngine(
      Tier tier,
      String pipeline,
      Store store,
      Configuration configuration,
      Settings settings,
      Path scratch) {
    this.tier = tier;
    this.pipeline = pipeline;
    this.store = store;
    this.settings = settings;
    this.configuration = configure(tier, configuration, scratch);
  }

  private static Configuration configure(Tier tier, Configuration configuration, Path scratch) {
    Configuration conf = new Configuration(configuration);
    switch (tier) {
      case LOCAL -> {
        conf.set("mapreduce.framework.name", "local");
        conf.set("mapreduce.cluster.local.dir", scratch.resolve("local").toString());
        conf.set("mapreduce.jobtracker.staging.root.dir", scratch.resolve("staging").toString());
      }
      case UBER -> {
        conf.set("mapreduce.framework.name", "yarn");
        conf.setBoolean("mapreduce.job.ubertask.enable", true);
        conf.setLong("mapreduce.job.ubertask.maxbytes", Long.MAX_VALUE);
      }
      case YARN -> {
        conf.set("mapreduce.framework.name", "yarn");
        conf.setBoolean("mapreduce.job.ubertask.enable", false);
      }
    }
    return conf;
  }

  /** The configuration of the jobs of this tier. */
  Configuration configuration() {
    return configuration;
  }

  @Override
  public String name() {
    return tier.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public int buckets() {
    return settings.jobMaxBuckets();
  }

  @Override
  public List<TaskResult> fold(FoldPlan plan, String directory, TickLog log) throws IOException {
    org.apache.hadoop.fs.Path out = store.path(directory);
    String tag = Submission.tag(pipeline, directory);
    String name =
        "millrace %s: %s%s"
            .formatted(
                pipeline,
                plan.scans().get(0).label(),
                plan.scans().size() == 1 ? "" : " and " + (plan.scans().size() - 1) + " more");
    Job job = FoldJob.prepare(configuration, plan, out, name, List.of(tag));
    Submission.run(job, log);
    return FoldJob.accept(configuration, plan, out);
  }
}
