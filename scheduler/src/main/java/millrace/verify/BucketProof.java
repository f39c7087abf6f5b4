package millrace.verify;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import millrace.aggregate.Aggregate;
import millrace.aggregate.Cell;
import millrace.aggregate.Slice;
import millrace.cut.FoldablePieces;
import millrace.fold.FoldPlan;
import millrace.fold.InlineFold;
import millrace.fold.TaskResult;
import millrace.job.JobSpec;
import millrace.merge.CursorSource;
import millrace.pipeline.JobSource;
import millrace.pipeline.PipelineJob;
import millrace.report.RunCursors;
import millrace.run.Cursor;
import millrace.run.Run;
import millrace.state.BucketEntry;
import millrace.state.Piece;
import millrace.state.PipelineState;
import millrace.state.Work;
import millrace.time.TimeRange;

/**
 * Folds the raw records of buckets again, and compares key by key with what the runs of each bucket
 * hold, its corrections included.
 */
final class BucketProof {
  private final VerifyEnvironment parts;
  private final HeadFollower newest;
  private final JobSource jobs;
  private final Remedy remedy;

  BucketProof(VerifyEnvironment parts, HeadFollower newest, JobSource jobs, Remedy remedy) {
    this.parts = parts;
    this.newest = newest;
    this.jobs = jobs;
    this.remedy = remedy;
  }

  void prove(Scope scope) throws IOException {
    String from = scope.range().map(TimeRange::start).map(parts::name).orElse("");
    newest.each(
        "buckets",
        BucketEntry.class,
        from,
        (state, key, bucket) -> {
          if (bucket.state() == BucketEntry.BucketState.SEALED
              && scope.touches(parts.buckets().cellOf(bucket.start()))) {
            newest.progress("bucket " + key + ": computing it again");
            newest.look(
                state,
                bucket,
                other -> other.buckets().get(key),
                (at, it, finding) -> prove(scope, at, it, finding));
          }
        });
  }

  private void prove(Scope scope, PipelineState state, BucketEntry bucket, Finding finding)
      throws IOException {
    if (bucket.deleted().pieces() > 0) {
      finding.count(Counted.NO_RAW);
      return;
    }
    Map<List<Piece>, List<PipelineJob>> folds = new LinkedHashMap<>();
    for (PipelineJob job : parts.pipeline().jobs()) {
      if (!scope.holds(job.name())
          || !state.snapshot().facts().jobs().containsKey(job.name())
          || !bucket.concerns(job.name(), job.from())) {
        continue;
      }
      Optional<List<Piece>> folded = folded(state, bucket, job.name());
      if (folded.isEmpty()) {
        finding.count(Counted.WAITING);
      } else {
        folds.computeIfAbsent(folded.get(), pieces -> new ArrayList<>()).add(job);
      }
    }
    for (Map.Entry<List<Piece>, List<PipelineJob>> fold : folds.entrySet()) {
      prove(state, bucket, fold.getKey(), fold.getValue(), finding);
    }
  }

  /** The pieces behind a job's runs of a bucket; empty when the bucket is to be folded anew. */
  private static Optional<List<Piece>> folded(PipelineState state, BucketEntry bucket, String job) {
    Set<String> waiting = new HashSet<>();
    List<Work> works =
        state
            .snapshot()
            .facts()
            .work()
            .all()
            .filter(work -> work.bucket().equals(bucket.start()) && work.jobs().contains(job))
            .toList();
    for (Work work : works) {
      if (work.kind() == Work.WorkKind.REPLACE) {
        return Optional.empty();
      }
      work.pieces().forEach(piece -> waiting.add(piece.path()));
    }
    if (!bucket.folds().containsKey(job)) {
      return Optional.empty();
    }
    return Optional.of(
        bucket.pieces().stream().filter(piece -> !waiting.contains(piece.path())).toList());
  }

  private void prove(
      PipelineState state,
      BucketEntry bucket,
      List<Piece> pieces,
      List<PipelineJob> folding,
      Finding finding)
      throws IOException {
    String name = parts.name(bucket.start());
    List<JobSpec> specs = folding.stream().map(PipelineJob::spec).toList();
    FoldablePieces foldable =
        new FoldablePieces(
            parts.pipeline(), path -> parts.store().path(state.located(path)).toString());
    FoldPlan plan =
        new FoldPlan(
            foldable.inputs(),
            specs,
            List.of(
                new FoldPlan.Scan(
                    "bucket " + name,
                    foldable.of(pieces, bucket.start(), specs),
                    IntStream.range(0, folding.size()).boxed().toList())),
            1,
            parts.settings().cut().recordMaxBytes());
    InlineFold fold =
        new InlineFold(
            parts.configuration(),
            parts.configuration().getClassLoader(),
            parts.scratch(),
            parts.settings().fold().memoryBytes(),
            parts.settings().fold().threads());
    try (ScratchRuns scratch = new ScratchRuns(parts)) {
      ScratchRuns.ScratchFiles files = scratch.files();
      for (TaskResult result : fold.run(plan, files)) {
        PipelineJob job = folding.get(result.task().job());
        String label = "bucket %s, job %s: ".formatted(name, job.name());
        if (result.failure().isPresent()) {
          finding.problem(
              label + "cannot be computed again: " + result.failure().get().getMessage());
        } else {
          new Comparison<>(state, bucket, job, label, jobs.of(job).aggregate(), finding)
              .compare(scratch, files, result);
        }
      }
    }
  }

  /** One job's results of one bucket: as they are, and as they should be. */
  private final class Comparison<S> {
    private final PipelineState state;
    private final BucketEntry bucket;
    private final PipelineJob job;
    private final String label;
    private final Aggregate<?, S, List<Cell>> aggregate;
    private final Finding finding;

    Comparison(
        PipelineState state,
        BucketEntry bucket,
        PipelineJob job,
        String label,
        Aggregate<?, S, List<Cell>> aggregate,
        Finding finding) {
      this.state = state;
      this.bucket = bucket;
      this.job = job;
      this.label = label;
      this.aggregate = aggregate;
      this.finding = finding;
    }

    void compare(ScratchRuns scratch, ScratchRuns.ScratchFiles files, TaskResult result)
        throws IOException {
      Optional<List<Run>> leaves =
          new RunLeaves(state, job.name())
              .within(Optional.of(bucket.start()), parts.buckets().next(bucket.start()));
      if (leaves.isEmpty() || isDeleted()) {
        finding.count(Counted.NO_LEAVES);
        return;
      }
      finding.count(Counted.RECOMPUTED_BUCKETS);
      BucketEntry.Fold fold = Optional.ofNullable(bucket.folds().get(job.name())).orElseThrow();
      if (!fold.tally().equals(result.tally())) {
        wrong(
            leaves.get(),
            "its raw records come to %s, the state says %s"
                .formatted(result.tally(), fold.tally()));
      }
      List<CursorSource> runs = new ArrayList<>();
      for (Run run : leaves.get()) {
        runs.add(() -> RunCursors.open(state::open, run, aggregate));
      }
      try (Cursor should = files.of(result, aggregate).open();
          Cursor is = scratch.merged(runs, aggregate, job.name()).open()) {
        compare(leaves.get(), should, is);
      } catch (IOException | IllegalArgumentException e) {
        wrong(leaves.get(), "its runs cannot be compared: " + e.getMessage());
      }
    }

    /** Whether retention took the job's runs of that time. */
    private boolean isDeleted() {
      return Optional.ofNullable(state.snapshot().facts().jobs().get(job.name()))
          .flatMap(it -> it.since())
          .filter(bucket.start()::isBefore)
          .isPresent();
    }

    private void compare(List<Run> leaves, Cursor should, Cursor is) throws IOException {
      long different = 0;
      String first = "";
      boolean expected = should.next();
      boolean found = is.next();
      while (expected || found) {
        int order = !expected ? 1 : !found ? -1 : should.key().compareTo(is.key());
        if (order != 0 || !should.state().equals(is.state())) {
          if (different++ == 0) {
            first =
                "key %s: the raw records give %s, its runs hold %s"
                    .formatted(
                        order <= 0 ? should.key() : is.key(),
                        order <= 0 ? shown(should.state()) : "nothing",
                        order >= 0 ? shown(is.state()) : "nothing");
          }
        }
        expected = order <= 0 ? should.next() : expected;
        found = order >= 0 ? is.next() : found;
      }
      if (different > 0) {
        wrong(leaves, "%s; %d keys differ".formatted(first, different));
      }
    }

    private String shown(Slice bytes) {
      try {
        return aggregate.present(aggregate.codec().decode(bytes)).stream()
            .map(cell -> cell.text().toString())
            .collect(Collectors.joining(", "));
      } catch (IllegalArgumentException e) {
        return "what is no state";
      }
    }

    private void wrong(List<Run> leaves, String what) {
      finding.problem(
          "%s%s: %s. %s"
              .formatted(
                  label,
                  leaves.isEmpty()
                      ? "it has no runs"
                      : leaves.stream()
                          .flatMap(run -> run.parts().stream())
                          .map(Run.Part::path)
                          .reduce((a, b) -> a + " " + b)
                          .orElse("its runs have no files"),
                  what,
                  remedy.ofBucket(state, bucket.start(), job.name())));
    }
  }
}
