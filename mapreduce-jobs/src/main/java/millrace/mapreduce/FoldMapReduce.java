package millrace.mapreduce;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import millrace.fold.Account;
import millrace.fold.FoldException;
import millrace.fold.FoldPlan;
import millrace.fold.TaskResult;
import millrace.run.Run;
import millrace.run.RunDigest;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.mapreduce.MRJobConfig;
import org.apache.hadoop.mapreduce.lib.output.FileOutputCommitter;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;
import org.apache.hadoop.util.IndexedSorter;

/**
 * A fold plan as one MapReduce job: prepared here, submitted by the caller on whatever engine its
 * configuration names, and accepted here once it has succeeded. A job of the plan that fails on its
 * records or states takes only its own task with it. Any other failure of a mapper or reducer fails
 * the whole MapReduce job; the caller may then try less at once.
 */
public final class FoldMapReduce {
  private FoldMapReduce() {}

  /**
   * A job that runs {@code plan}, ready to be submitted. It is found again by its tags.
   *
   * @param conf carries {@link JobLimits}; what somebody has set in it wins over what suits small
   *     jobs
   * @param out the attempt's own directory, which must not exist yet
   * @param name for people who look at the cluster
   * @param tags for programs that do
   */
  public static org.apache.hadoop.mapreduce.Job prepare(
      Configuration conf, FoldPlan plan, Path out, String name, Collection<String> tags)
      throws IOException {
    org.apache.hadoop.mapreduce.Job job = org.apache.hadoop.mapreduce.Job.getInstance(conf, name);
    Configuration settings = job.getConfiguration();
    CarriedPlan.write(settings, plan);
    if (!tags.isEmpty()) {
      settings.setStrings(MRJobConfig.JOB_TAGS, tags.toArray(String[]::new));
    }
    settings.setBoolean(FileOutputFormat.COMPRESS, false);
    setUp(job, plan.bytes());
    job.setInputFormatClass(PieceInputFormat.class);
    job.setMapperClass(FoldMapper.class);
    job.setMapOutputKeyClass(BytesWritable.class);
    job.setMapOutputValueClass(BytesWritable.class);
    settings.setClass("map.sort.class", SortedAlready.class, IndexedSorter.class);
    job.setPartitionerClass(KeyPartitioner.class);
    job.setReducerClass(FoldReducer.class);
    job.setNumReduceTasks(plan.parts());
    job.setOutputKeyClass(BytesWritable.class);
    job.setOutputValueClass(BytesWritable.class);
    job.setOutputFormatClass(RunOutputFormat.class);
    FileOutputFormat.setOutputPath(job, out);
    return job;
  }

  /**
   * What every job of this program needs: a committer whose job commit is atomic, settings that
   * suit its size, and the program itself, the jar it was loaded from unless {@code
   * mapreduce.job.jar} names another.
   *
   * @param job whose configuration carries {@link JobLimits}
   * @param bytes that it reads
   */
  public static void setUp(org.apache.hadoop.mapreduce.Job job, long bytes) {
    Configuration settings = job.getConfiguration();
    settings.setInt(FileOutputCommitter.FILEOUTPUTCOMMITTER_ALGORITHM_VERSION, 1);
    settings.setBoolean(FileOutputCommitter.SUCCESSFUL_JOB_OUTPUT_DIR_MARKER, true);
    SmallJobs.suit(settings, bytes);
    if (job.getJar() == null) {
      job.setJarByClass(FoldMapReduce.class);
    }
  }

  /**
   * What a job that has succeeded left in {@code out}, checked: it is committed, each part's
   * summary is there, each file has the length it was written with, no other run is there, and
   * every record of the plan is accounted for.
   *
   * @return one result per task, in order of {@link FoldPlan#tasks}; the names of their files are
   *     relative to {@code out}
   * @throws FoldException if anything is not as it must be; nothing of {@code out} may be used then
   * @throws IOException if the directory cannot be read
   */
  public static List<TaskResult> accept(Configuration conf, FoldPlan plan, Path out)
      throws IOException {
    CommittedOutput output = new CommittedOutput(conf, out);
    List<Accepting> tasks = plan.tasks().stream().map(task -> new Accepting(plan, task)).toList();
    for (int part = 0; part < plan.parts(); part++) {
      PartSummary summary =
          output.summary(PartSummary.fileName(part), part, plan.parts(), PartSummary::fromJson);
      for (PartSummary.TaskOutput written : summary.tasks()) {
        tasks.get(written.task()).add(part, written, output);
      }
    }
    output.mustBeEmpty();
    List<TaskResult> results = new ArrayList<>();
    for (Accepting task : tasks) {
      results.add(task.result());
    }
    return List.copyOf(results);
  }

  /**
   * Why a job that writes to {@code out} failed, if one of its tasks could say so.
   *
   * @throws IOException if the directory cannot be read
   */
  public static Optional<String> failure(Configuration conf, Path out) throws IOException {
    return FailureNote.read(conf, out);
  }

  /** A task's result, growing part by part. */
  private static final class Accepting {
    private final FoldPlan plan;
    private final FoldPlan.Task task;
    private final List<Run.Part> parts = new ArrayList<>();
    private long entries;
    private RunDigest digest = RunDigest.NOTHING;
    private Account account = Account.NOTHING;

    Accepting(FoldPlan plan, FoldPlan.Task task) {
      this.plan = plan;
      this.task = task;
    }

    void add(int part, PartSummary.TaskOutput written, CommittedOutput output)
        throws FoldException {
      if (written.length() > 0) {
        String name = plan.fileName(task.index(), part);
        parts.add(output.run(plan.label(task), name, written.length()));
      }
      entries += written.entries();
      digest = digest.plus(RunDigest.parse(written.digest()));
      account = account.plus(written.account());
    }

    TaskResult result() throws FoldException {
      if (!account.failures().isEmpty()) {
        return TaskResult.failed(task, new FoldException(account.failures().get(0)));
      }
      long records = plan.records(task);
      if (account.tally().records() != records) {
        throw new FoldException(
            "%s: %d records were read, its pieces hold %d"
                .formatted(plan.label(task), account.tally().records(), records));
      }
      return new TaskResult(
          task, Optional.empty(), parts, entries, digest, account.tally(), account.rejections());
    }
  }
}
