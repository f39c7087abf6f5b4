package millrace.schedule;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import millrace.pipeline.Pipeline;
import millrace.pipeline.PipelineJob;
import millrace.pipeline.Retention;
import millrace.report.Revisions;
import millrace.report.RunTree;
import millrace.state.Backfill;
import millrace.state.BucketEntry;
import millrace.state.Draft;
import millrace.state.JobState;
import millrace.state.Piece;
import millrace.state.ReportEntry;
import millrace.time.Grid;

/**
 * Deletes, in a draft, what is older than the pipeline keeps it, counted back from the newest
 * sealed bucket that has data: never by the clock, so that a pipeline that rests loses nothing.
 * What somebody still needs stays: raw records that a job has not folded, or that a backfill reads;
 * runs of which a window is still to be published.
 */
final class Retirement {
  /** How many buckets or reports are deleted in one commit. */
  private static final int CHUNK = 5_000;

  private final Pipeline pipeline;
  private final Grid grid;

  Retirement(Pipeline pipeline) {
    this.pipeline = pipeline;
    this.grid = pipeline.buckets().grid();
  }

  /**
   * Deletes what is due, or a commit's worth of it; returns what. Nothing was due when the draft
   * has no changes.
   */
  List<PlannedStep> retire(Draft draft) {
    List<PlannedStep> steps = new ArrayList<>();
    Optional<Instant> newest = newestWithData(draft);
    if (newest.isPresent() && !pipeline.retention().isForever()) {
      Retention kept = pipeline.retention();
      Retention.horizon(kept.raw(), newest.get()).ifPresent(it -> retireRaw(draft, it, steps));
      Retention.horizon(kept.reports(), newest.get())
          .ifPresent(it -> retireReports(draft, it, steps));
      Retention.horizon(kept.runs(), newest.get()).ifPresent(it -> retireRuns(draft, it, steps));
    }
    return steps;
  }

  private Optional<Instant> newestWithData(Draft draft) {
    return draft
        .facts()
        .timeline()
        .watermark()
        .flatMap(end -> draft.buckets().last("", grid.name(grid.previous(end))))
        .map(bucket -> grid.next(bucket.start()));
  }

  private void retireRaw(Draft draft, Instant horizon, List<PlannedStep> steps) {
    Set<Instant> needed = new HashSet<>();
    draft.facts().work().all().forEach(work -> needed.add(work.bucket()));
    Optional<Instant> skipped = Optional.empty();
    List<BucketEntry> due = new ArrayList<>();
    String from = draft.facts().expired().raw().map(grid::name).orElse("");
    Instant end = horizon;
    Iterator<Map.Entry<String, BucketEntry>> buckets = draft.buckets().from(from);
    while (buckets.hasNext()) {
      BucketEntry bucket = buckets.next().getValue();
      if (grid.next(bucket.start()).isAfter(horizon)) {
        break;
      }
      if (due.size() == CHUNK) {
        end = bucket.start();
        break;
      }
      if (needed.contains(bucket.start()) || isRead(draft, bucket.start())) {
        skipped = skipped.or(() -> Optional.of(bucket.start()));
      } else if (!bucket.pieces().isEmpty()) {
        due.add(bucket);
      }
    }
    for (BucketEntry bucket : due) {
      String name = grid.name(bucket.start());
      bucket.pieces().forEach(piece -> draft.drop(piece.path()));
      draft.buckets().put(name, bucket.withoutRaw());
      steps.add(
          new PlannedStep.DeleteRawStep(
              name,
              bucket.pieces().size(),
              bucket.pieces().stream().mapToLong(Piece::length).sum()));
    }
    if (!due.isEmpty()) {
      Instant upTo = floor(skipped.orElse(end));
      draft.change(facts -> facts.withExpired(it -> it.withRaw(upTo)));
    }
  }

  private Instant floor(Instant time) {
    return grid.floor(time);
  }

  private boolean isRead(Draft draft, Instant bucket) {
    for (Backfill backfill : draft.facts().cluster().backfills()) {
      if (!bucket.isBefore(backfill.from()) && bucket.isBefore(backfill.to())) {
        return true;
      }
    }
    return false;
  }

  /** Reports of jobs and windows that the pipeline no longer has are deleted, too. */
  private static void retireReports(Draft draft, Instant horizon, List<PlannedStep> steps) {
    List<ReportEntry> due = new ArrayList<>();
    String from = "";
    Iterator<Map.Entry<String, ReportEntry>> reports = draft.reports().from(from);
    while (reports.hasNext() && due.size() < CHUNK) {
      ReportEntry report = reports.next().getValue();
      if (report.to().isAfter(horizon)) {
        // reports of a window sort by time: on to the next window
        from = ReportEntry.key(report.job(), report.window(), "~");
        reports = draft.reports().from(from);
      } else {
        due.add(report);
      }
    }
    for (ReportEntry report : due) {
      Revisions.withdraw(draft, report);
      steps.add(
          new PlannedStep.DeleteReportStep(
              report.job(), report.window(), report.bucket(), report.revision(), report.rows()));
    }
    if (!due.isEmpty()) {
      draft.change(facts -> facts.withExpired(it -> it.withReports(horizon)));
    }
  }

  private void retireRuns(Draft draft, Instant horizon, List<PlannedStep> steps) {
    Instant oldest = oldestCorrectable(draft, floor(horizon));
    if (draft.facts().timeline().first().filter(oldest::isAfter).isEmpty()
        || draft.facts().expired().runs().filter(it -> !oldest.isAfter(it)).isPresent()) {
      return;
    }
    Map<String, JobState> before = draft.facts().jobs();
    int all = 0;
    for (PipelineJob job : pipeline.jobs()) {
      Instant end = floor(oldest.minus(job.reach()));
      RunTree tree = new RunTree(draft, job.name());
      int dropped = tree.coarsen(end);
      if (!job.needsAllRuns()) {
        dropped += tree.dropBefore(end);
      }
      if (dropped > 0) {
        steps.add(
            new PlannedStep.DeleteRunsStep(
                job.name(),
                dropped,
                "only what ends after %s can be corrected, and is read from runs after %s"
                    .formatted(oldest, end)));
      }
      all += dropped;
    }
    if (all > 0) {
      draft.change(facts -> facts.withExpired(it -> it.withRuns(oldest)));
    } else {
      draft.change(facts -> facts.withJobs(before));
    }
  }

  /** Nothing goes that somebody has begun to correct. */
  private Instant oldestCorrectable(Draft draft, Instant horizon) {
    List<Instant> needed = new ArrayList<>(List.of(horizon));
    draft.facts().work().all().forEach(work -> needed.add(work.bucket()));
    draft.facts().cluster().backfills().forEach(backfill -> needed.add(floor(backfill.from())));
    for (PipelineJob job : pipeline.jobs()) {
      needed.addAll(draft.job(job.name()).dirty());
    }
    return Collections.min(needed);
  }
}
