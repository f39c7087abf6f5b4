package millrace.schedule;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import millrace.mapreduce.MergeMapReduce;
import millrace.merge.Compaction;
import millrace.merge.Levels;
import millrace.merge.PlannedMerge;
import millrace.pipeline.JobSource;
import millrace.pipeline.MergeSettings;
import millrace.pipeline.Pipeline;
import millrace.pipeline.PipelineJob;
import millrace.report.Compactor;
import millrace.run.Run;
import millrace.state.ClusterMerge;
import millrace.state.Draft;

/** Merges the runs of all jobs in a draft, where that pays and is not too large for a draft. */
final class SmallMerges {
  private final Pipeline pipeline;
  private final MergeSettings settings;
  private final JobSource jobs;
  private final Engines engines;
  private final TickLog log;

  SmallMerges(TickEnvironment environment, JobSource jobs, TickLog log) {
    this.pipeline = environment.pipeline();
    this.settings = environment.settings().merge();
    this.engines = environment.engines();
    this.jobs = jobs;
    this.log = log;
  }

  /** Whether there are merges that are too large for a draft, whatever there is to merge. */
  boolean mayBeLarge() {
    return engines.isLargeMerge(Long.MAX_VALUE, Integer.MAX_VALUE);
  }

  /** Merges runs; returns what is too large, and was left undone. */
  List<Compactor.Large> merge(Draft draft) throws IOException {
    return merge(compactor(draft));
  }

  /** Writes down in a draft what would be merged, and reads no run. */
  List<Compactor.Large> plan(Draft draft, StageNotes notes) throws IOException {
    Compactor compactor = compactor(draft).rehearsing();
    List<Compactor.Large> undone = merge(compactor);
    for (Compactor.MadeMerge made : compactor.made()) {
      notes.plan(step(made.job(), made.merge(), "in this process"));
    }
    return undone;
  }

  /** The step that a merge is. */
  static PlannedStep step(String job, PlannedMerge merge, String where) {
    return new PlannedStep.MergeStep(
        job,
        merge.inputs().size(),
        merge.covers(),
        merge.inputs().stream().mapToLong(Run::bytes).sum(),
        where);
  }

  private List<Compactor.Large> merge(Compactor compactor) throws IOException {
    List<Compactor.Large> undone = new ArrayList<>();
    for (PipelineJob job : pipeline.jobs()) {
      undone.addAll(compactor.compact(job.name(), jobs.of(job).aggregate()));
    }
    return undone;
  }

  /** Writes down what came of a merge, if its runs are what they were; else it is dropped. */
  void take(Draft draft, ClusterMerge merging, PipelineJob job, MergeMapReduce.Merged made) {
    compactor(draft).take(merging, jobs.of(job).aggregate().id(), made);
  }

  private Compactor compactor(Draft draft) {
    return new Compactor(
        draft,
        new Compaction(Levels.of(pipeline.buckets().every()), settings.fanIn()),
        pipeline.buckets().grid(),
        settings.partMaxBytes(),
        engines::isLargeMerge,
        log::progress);
  }
}
