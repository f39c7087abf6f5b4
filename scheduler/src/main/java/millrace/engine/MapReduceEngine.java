package millrace.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import millrace.fold.FoldException;
import millrace.fold.FoldPlan;
import millrace.fold.TaskResult;
import millrace.mapreduce.FoldMapReduce;
import millrace.mapreduce.JobLimits;
import millrace.mapreduce.MergeJobPlan;
import millrace.mapreduce.MergeMapReduce;
import millrace.pipeline.Settings;
import millrace.run.Run;
import millrace.run.RunReader;
import millrace.schedule.Engine;
import millrace.schedule.LargeMergeEngine;
import millrace.schedule.TickLog;
import millrace.store.Store;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.yarn.api.records.ApplicationReport;

/**
 * Folds by a MapReduce job: several buckets and all their jobs in one. Merges by one without
 * reducers, a task for each part.
 */
final class MapReduceEngine implements Engine, LargeMergeEngine {
  private final Tier tier;
  private final String pipeline;
  private final Store store;
  private final SharedJars jars;
  private final Configuration configuration;
  private final int buckets;

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
      SharedJars jars,
      Configuration configuration,
      Settings settings,
      Path scratch) {
    this.tier = tier;
    this.pipeline = pipeline;
    this.store = store;
    this.jars = jars;
    this.buckets = settings.jobs().maxBuckets();
    this.configuration = configure(tier, configuration, scratch);
    new JobLimits(
            settings.jobs().splitMaxBytes(),
            settings.fold().memoryBytes(),
            settings.jobs().smallMaxBytes())
        .write(this.configuration);
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
    return buckets;
  }

  @Override
  public List<TaskResult> fold(FoldPlan plan, String directory, TickLog log) throws IOException {
    String tag = Tags.of(store).of(directory);
    String name =
        "millrace %s: %s%s"
            .formatted(
                pipeline,
                plan.scans().get(0).label(),
                plan.scans().size() == 1 ? "" : " and " + (plan.scans().size() - 1) + " more");
    Job job = FoldMapReduce.prepare(configuration, plan, store.path(directory), name, List.of(tag));
    run(job, tag, directory, log);
    return accepted(() -> FoldMapReduce.accept(configuration, plan, store.path(directory)));
  }

  @Override
  public MergeMapReduce.Merged merge(MergeInputs runs, String directory, TickLog log)
      throws IOException {
    MergeJobPlan plan = plan(runs);
    String tag = Tags.of(store).of(directory);
    String name =
        "millrace %s: merge of %d runs of job %s"
            .formatted(pipeline, runs.inputs().size(), runs.job().name());
    Job job =
        MergeMapReduce.prepare(configuration, plan, store.path(directory), name, List.of(tag));
    run(job, tag, directory, log);
    return accepted(() -> MergeMapReduce.accept(configuration, plan, store.path(directory)));
  }

  private void run(Job job, String tag, String directory, TickLog log) throws IOException {
    jars.give(job, directory);
    try {
      Submission.run(job, tag, log);
    } catch (IOException e) {
      throw explained(directory, e);
    }
  }

  private MergeJobPlan plan(MergeInputs runs) throws IOException {
    return new MergeJobPlan(
        runs.job(),
        runs.parts(),
        located(runs.inputs()),
        runs.inputs().stream().mapToLong(Run::entries).sum());
  }

  /** The files of runs, with the part that each says it is. */
  private List<MergeJobPlan.MergeInput> located(List<Run> runs) throws IOException {
    List<MergeJobPlan.MergeInput> inputs = new ArrayList<>();
    for (Run run : runs) {
      for (Run.Part part : run.parts()) {
        try (RunReader reader =
            new RunReader(store.open(part.path()), part.length(), part.path())) {
          inputs.add(
              new MergeJobPlan.MergeInput(
                  store.path(part.path()).toString(),
                  part.length(),
                  reader.part(),
                  reader.parts()));
        }
      }
    }
    return inputs;
  }

  /** Adds the reason that a task left, if one did. */
  private IOException explained(String directory, IOException failure) {
    if (!(failure instanceof FoldException)) {
      return failure; // nobody knows yet whether it failed
    }
    try {
      return FoldMapReduce.failure(configuration, store.path(directory))
          .<IOException>map(
              reason -> new FoldException(reason + " (" + failure.getMessage() + ")", failure))
          .orElse(failure);
    } catch (IOException e) {
      failure.addSuppressed(e);
      return failure;
    }
  }

  /** What a job left, checked. */
  private interface JobOutput<R> {
    R accept() throws IOException;
  }

  private static <R> R accepted(JobOutput<R> output) throws IOException {
    try {
      return output.accept();
    } catch (FoldException e) {
      throw new FoldException(
          "the job is said to have succeeded, but its output is not to be used: " + e.getMessage(),
          e);
    }
  }

  @Override
  public boolean outlivesItsClient() {
    return tier != Tier.LOCAL;
  }

  @Override
  public Optional<List<TaskResult>> adopt(FoldPlan plan, String directory, TickLog log)
      throws IOException {
    return adopt(
        directory, () -> FoldMapReduce.accept(configuration, plan, store.path(directory)), log);
  }

  @Override
  public Optional<MergeMapReduce.Merged> adopt(MergeInputs runs, String directory, TickLog log)
      throws IOException {
    MergeJobPlan plan = plan(runs);
    return adopt(
        directory, () -> MergeMapReduce.accept(configuration, plan, store.path(directory)), log);
  }

  private <R> Optional<R> adopt(String directory, JobOutput<R> output, TickLog log)
      throws IOException {
    if (tier == Tier.LOCAL) {
      return Optional.empty();
    }
    Optional<ApplicationReport> ended;
    try {
      ended = Submission.end(configuration, Tags.of(store).of(directory), log);
    } catch (IOException e) {
      throw explained(directory, e);
    }
    if (ended.isPresent()) {
      if (Applications.hasSucceeded(ended.get())) {
        return Optional.of(accepted(output));
      }
      log.warn(Submission.failure(ended.get()) + ". It is given again");
      return Optional.empty();
    }
    // A job that is not found has not failed for that: YARN forgets jobs that ended long ago, and
    // may forget jobs at a restart. Output that was committed is there, and complete.
    try {
      return Optional.of(output.accept());
    } catch (FoldException e) {
      log.progress(
          directory + ": no job of it is known, and no output to be used: " + e.getMessage());
      return Optional.empty();
    }
  }

  @Override
  public void abandon(String directory, TickLog log) throws IOException {
    if (tier != Tier.LOCAL) {
      Submission.kill(configuration, Tags.of(store).of(directory), log);
    }
  }
}
