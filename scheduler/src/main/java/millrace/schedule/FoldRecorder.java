package millrace.schedule;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import millrace.pipeline.Pipeline;
import millrace.report.RunTree;
import millrace.run.Run;
import millrace.run.RunBuilder;
import millrace.run.Tally;
import millrace.state.BucketEntry;
import millrace.state.Draft;
import millrace.state.JobState;
import millrace.state.Work;

/**
 * Writes down in a draft what folding came to: the runs, and what became of the records. What takes
 * the place of older runs takes them out by the same commit.
 */
final class FoldRecorder {
  private final Draft draft;
  private final Pipeline pipeline;
  private final Map<String, List<WorkDispatch.JobResult>> byJob = new TreeMap<>();
  private int named;

  FoldRecorder(Draft draft, Pipeline pipeline) {
    this.draft = draft;
    this.pipeline = pipeline;
  }

  /** To be written down; nothing of the kind may be written down already. */
  void add(WorkDispatch.JobResult folded) {
    byJob.computeIfAbsent(folded.job(), job -> new ArrayList<>()).add(folded);
  }

  /** Writes down all that was added. */
  void writeDown() {
    byJob.forEach(this::writeDown);
  }

  private void writeDown(String job, List<WorkDispatch.JobResult> done) {
    TreeSet<Instant> replaced = new TreeSet<>();
    for (WorkDispatch.JobResult folded : done) {
      if (folded.work().kind() == Work.WorkKind.REPLACE) {
        replaced.add(folded.work().bucket());
      }
    }
    if (!replaced.isEmpty()) {
      new RunTree(draft, job).remove(replaced);
    }
    JobState state = draft.job(job);
    List<Run> roots = new ArrayList<>(state.roots());
    Set<Instant> dirty = new TreeSet<>(state.dirty());
    for (WorkDispatch.JobResult folded : done) {
      roots.add(run(job, folded));
      dirty.add(folded.work().bucket());
    }
    WorkDispatch.JobResult last = done.get(done.size() - 1);
    draft.job(
        job,
        state
            .withRoots(roots)
            .withDirty(dirty)
            .withNewest(new JobState.LastFold(last.engine(), last.reason())));
  }

  private Run run(String job, WorkDispatch.JobResult folded) {
    Work work = folded.work();
    String bucket = pipeline.buckets().grid().name(work.bucket());
    BucketEntry entry = draft.buckets().get(bucket).orElseThrow();
    Optional<BucketEntry.Fold> before = Optional.ofNullable(entry.folds().get(job));
    boolean fresh = before.isEmpty() || work.kind() == Work.WorkKind.REPLACE;
    Set<String> from = pipeline.job(job).orElseThrow().from();
    Tally tally = folded.result().tally();
    draft
        .buckets()
        .put(
            bucket,
            entry.withFold(
                job,
                new BucketEntry.Fold(
                    work.from(from).size()
                        + (work.kind() == Work.WorkKind.REPLACE
                            ? entry.from(from).deleted().pieces()
                            : before.map(BucketEntry.Fold::pieces).orElse(0)),
                    before.map(BucketEntry.Fold::revision).orElse(0) + 1,
                    folded.engine(),
                    folded.reason(),
                    folded.place().attempt(),
                    fresh ? tally : before.orElseThrow().tally().plus(tally))));
    String id = bucket + "-" + draft.number() + "-" + named++;
    List<Run.Part> written =
        folded.result().parts().stream()
            .map(
                part -> new Run.Part(folded.place().directory() + "/" + part.path(), part.length()))
            .toList();
    return new RunBuilder(
            id,
            draft.job(job).definition().path("aggregate").asText(),
            pipeline.buckets().grid().cellOf(work.bucket()))
        .contents(
            draft.nameRun(job, id, work.bucket(), written),
            folded.result().entries(),
            folded.result().digest())
        .records(fresh ? 1 : 0, tally)
        .engines(Map.of(folded.engine(), 1))
        .build();
  }
}
