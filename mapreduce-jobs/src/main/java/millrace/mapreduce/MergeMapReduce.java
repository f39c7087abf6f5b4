package millrace.mapreduce;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import millrace.fold.FoldException;
import millrace.run.Run;
import millrace.run.RunDigest;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapreduce.MRJobConfig;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;
import org.apache.hadoop.mapreduce.lib.output.LazyOutputFormat;

/**
 * A merge of runs as one MapReduce job without reducers: task p merges part p of all of them into
 * part p of the new one. Prepared here, submitted by the caller, and accepted here once it has
 * succeeded. The run has the same files as if it had been merged in one process.
 */
public final class MergeMapReduce {
  private MergeMapReduce() {}

  /**
   * What a merge came to.
   *
   * @param parts the files of the run, relative to the output directory
   * @param entries number of keys
   * @param digest of the run's contents
   */
  public record Merged(List<Run.Part> parts, long entries, RunDigest digest) {
    public Merged {
      parts = List.copyOf(parts);
    }

    /** The same with its files below {@code directory}. */
    public Merged below(String directory) {
      return new Merged(
          parts.stream()
              .map(part -> new Run.Part(directory + "/" + part.path(), part.length()))
              .toList(),
          entries,
          digest);
    }
  }

  /**
   * A job that carries out {@code plan}, ready to be submitted.
   *
   * @param out the attempt's own directory, which must not exist yet
   * @param name for people who look at the cluster
   * @param tags by which the job is found
   */
  public static org.apache.hadoop.mapreduce.Job prepare(
      Configuration conf, MergeJobPlan plan, Path out, String name, Collection<String> tags)
      throws IOException {
    org.apache.hadoop.mapreduce.Job job = org.apache.hadoop.mapreduce.Job.getInstance(conf, name);
    Configuration settings = job.getConfiguration();
    plan.write(settings);
    settings.setStrings(MRJobConfig.JOB_TAGS, tags.toArray(String[]::new));
    FoldMapReduce.setUp(
        job, plan.inputs().stream().mapToLong(MergeJobPlan.MergeInput::length).sum());
    job.setInputFormatClass(MergeInputFormat.class);
    job.setMapperClass(MergeMapper.class);
    job.setNumReduceTasks(0);
    job.setOutputKeyClass(NullWritable.class);
    job.setOutputValueClass(NullWritable.class);
    LazyOutputFormat.setOutputFormatClass(job, RunOutputFormat.class); // the mapper writes itself
    FileOutputFormat.setOutputPath(job, out);
    return job;
  }

  /**
   * What a job that has succeeded left in {@code out}, checked: it is committed, each file has the
   * length it was written with, no other is there, and every entry of the inputs was read once.
   *
   * @throws FoldException if anything is not as it must be; nothing of {@code out} may be used then
   * @throws IOException if the directory cannot be read
   */
  public static Merged accept(Configuration conf, MergeJobPlan plan, Path out) throws IOException {
    CommittedOutput output = new CommittedOutput(conf, out);
    List<Run.Part> parts = new ArrayList<>();
    long read = 0;
    long entries = 0;
    RunDigest digest = RunDigest.NOTHING;
    for (int part = 0; part < plan.parts(); part++) {
      MergedPart merged =
          output.summary(MergedPart.fileName(part), part, plan.parts(), MergedPart::fromJson);
      if (merged.length() > 0) {
        parts.add(output.run("job " + plan.job().name(), plan.fileName(part), merged.length()));
      }
      read += merged.read();
      entries += merged.entries();
      digest = digest.plus(RunDigest.parse(merged.digest()));
    }
    output.mustBeEmpty();
    if (read != plan.entries()) {
      throw new FoldException(
          "output %s: %d entries were read, the runs hold %d".formatted(out, read, plan.entries()));
    }
    return new Merged(parts, entries, digest);
  }
}
