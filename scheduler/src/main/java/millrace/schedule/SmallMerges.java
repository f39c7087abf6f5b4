package millrace.schedule;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import millrace.mapreduce.MergeMapReduce;
import millrace.merge.Compaction;
import millrace.merge.Levels;
import millrace.pipeline.JobCache;
import millrace.pipeline.MergeSettings;
import millrace.pipeline.Pipeline;
import millrace.pipeline.PipelineJob;
import millrace.report.Compactor;
import millrace.state.ClusterMerge;
import millrace.state.Draft;

/** Merges the runs of all jobs in a draft, where that pays and is not too large for a draft. */
final class SmallMerges {
  private final Pipeline pipeline;
  private final MergeSettings settings;
  private final JobCache jobs;
  private final Engines engines;
  private final TickLog log;

  SmallMerges(
      Pipeline pipeline, MergeSettings settings, JobCache jobs, Engines engines, TickLog log) {
    this.pipeline = pipeline;
    this.settings = settings;
    this.jobs = jobs;
    this.engines = engines;
    this.log = log;
  }

  /** Whether there are merges that are too large for a draft, whatever there is to merge. */
  boolean mayBeLarge() {
    return engines.isLargeMerge(Long.MAX_VALUE, Integer.MAX_VALUE);
  }

  /** Merges runs; returns what is too large, and was left undone. */
  List<Compactor.Large> merge(Draft draft) throws IOException {
    Compactor compactor = compactor(draft);
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
