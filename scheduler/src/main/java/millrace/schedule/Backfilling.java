package millrace.schedule;

import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import millrace.pipeline.InvalidConfiguration;
import millrace.pipeline.Pipeline;
import millrace.pipeline.PublishSettings;
import millrace.state.Backfill;
import millrace.state.BucketEntry;
import millrace.state.Draft;
import millrace.state.PipelineState;
import millrace.state.Rates;
import millrace.state.Work;
import millrace.store.Store;
import millrace.time.Grid;
import millrace.time.TimeRange;

/**
 * Computes past buckets again, from their raw records, and all that depends on them. It works
 * beside live ticks, in a directory that one commit has given it; then a single commit puts its
 * runs in the place of the old ones, with every report that they change. What a tick adds to these
 * buckets meanwhile is folded as well before that commit is tried.
 *
 * <p>Dying on the way costs nothing but the work: the next backfill of the same time takes the
 * place of the dead one, which can then swap nothing in any more, should it be alive after all.
 */
public final class Backfilling {
  private final TickEnvironment environment;
  private final TimeRange range;
  private final List<String> jobs;
  private final TickLog log;
  private final Pipeline pipeline;
  private final Grid grid;
  private final PipelineHead head;
  private final TickContext context;
  private final Map<Instant, List<WorkDispatch.JobResult>> done = new TreeMap<>();
  private final Map<Instant, Work> folded = new HashMap<>();
  private final List<WorkDispatch> foldings = new ArrayList<>();
  private int plans;

  /**
   * A backfill.
   *
   * @param range all buckets that lie in it are computed again
   * @param jobs by whom; each is a job of the pipeline
   */
  public Backfilling(TickEnvironment environment, TimeRange range, List<String> jobs, TickLog log) {
    this.environment = environment;
    this.range = range;
    this.jobs = List.copyOf(jobs);
    this.log = log;
    this.pipeline = environment.pipeline();
    this.grid = pipeline.buckets().grid();
    Instant begun = environment.process().clock().instant();
    this.context = TickContext.of(environment, begun, begun, log);
    this.head = context.head();
  }

  /**
   * What a backfill came to.
   *
   * @param buckets computed again
   * @param reports published again, because something in them changed
   * @param failures what could not be computed; then nothing was swapped in
   */
  public record BackfillResult(int buckets, int reports, List<String> failures) {
    public BackfillResult {
      failures = List.copyOf(failures);
    }
  }

  /**
   * Computes the buckets and swaps them in.
   *
   * @throws InvalidConfiguration if a bucket cannot be computed again, or too many reports would
   *     change; nothing was done
   * @throws IOException if storage failed, or another backfill took over; nothing was swapped in
   */
  public BackfillResult run() throws IOException {
    Begun begun = begin();
    if (begun.buckets().isEmpty()) {
      return new BackfillResult(0, 0, List.of());
    }
    List<String> failures = fold(begun.id(), begun.buckets());
    if (!failures.isEmpty()) {
      head.untilNotOvertaken(() -> giveUp(begun.id()), log);
      return new BackfillResult(0, 0, failures);
    }
    Swap swap = new Swap(begun.id());
    Optional<Closeable> lock = environment.store().lock(environment.settings().tick().lockWait());
    // Without the lock it is as right, but may be overtaken and have to decide anew.
    try (Closeable closing = lock.orElse(() -> {})) {
      head.untilNotOvertaken(swap, log);
    }
    head.deliveries().problems().forEach(log::warn);
    return new BackfillResult(swap.buckets, swap.reports, swap.failures);
  }

  private record Begun(String id, List<BucketEntry> buckets) {}

  /** A commit gives this backfill a directory of its own. */
  private Begun begin() throws IOException {
    List<Begun> begun = new ArrayList<>();
    head.untilNotOvertaken(
        () -> {
          PipelineState state = head.carriedOut();
          new Definition(pipeline).check(state.snapshot());
          Draft draft = head.draft(state);
          refuseUnknownJobs(draft);
          List<BucketEntry> buckets = buckets(draft);
          begun.clear();
          begun.add(new Begun(draft.workId(), buckets));
          if (!buckets.isEmpty()) {
            List<Backfill> all = new ArrayList<>();
            for (Backfill other : draft.facts().cluster().backfills()) {
              if (other.from().isBefore(range.end()) && range.start().isBefore(other.to())) {
                log.warn(
                    "backfill %s to %s, begun %s by %s: did not end; this one takes its place"
                        .formatted(other.from(), other.to(), other.at(), other.host()));
                abandon(other.id());
              } else {
                all.add(other);
              }
            }
            all.add(
                new Backfill(
                    draft.workId(),
                    range.start(),
                    range.end(),
                    jobs,
                    environment.process().host(),
                    environment.process().clock().instant()));
            draft.change(facts -> facts.withCluster(it -> it.withBackfills(all)));
            head.commit(draft, "backfilling");
          }
        },
        log);
    return begun.get(0);
  }

  private void refuseUnknownJobs(Draft draft) {
    for (String job : jobs) {
      if (draft.facts().timeline().first().isPresent() && !draft.facts().jobs().containsKey(job)) {
        throw new InvalidConfiguration(
            "job %s: is new, and the next tick computes it for all buckets; there is nothing to backfill"
                .formatted(job));
      }
    }
  }

  /** What it gave to a cluster is not wanted any more. */
  private void abandon(String id) throws IOException {
    for (Store.StoreEntry plan : environment.store().list(Draft.workDirectory(id))) {
      String engine = plan.name().substring(plan.name().lastIndexOf('-') + 1);
      environment.engines().named(engine).abandon(Draft.workDirectory(id) + "/" + plan.name(), log);
    }
  }

  /** The sealed buckets with records in the range, oldest first. */
  private List<BucketEntry> buckets(Draft draft) {
    List<BucketEntry> buckets = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    Iterator<Map.Entry<String, BucketEntry>> entries =
        draft.buckets().from(grid.name(range.start()));
    while (entries.hasNext()) {
      BucketEntry bucket = entries.next().getValue();
      if (grid.next(bucket.start()).isAfter(range.end())) {
        break;
      }
      if (bucket.state() == BucketEntry.BucketState.OPEN) {
        continue;
      }
      if (bucket.deleted().pieces() > 0) {
        problems.add(
            "bucket %s: its raw records were deleted (retention.raw), so it cannot be computed again; choose --from after it"
                .formatted(name(bucket.start())));
      } else if (isCoarse(draft, bucket.start())) {
        problems.add(
            "bucket %s: its runs were deleted (retention.runs), so no other can take their place; choose --from after it"
                .formatted(name(bucket.start())));
      }
      buckets.add(bucket);
    }
    if (!problems.isEmpty()) {
      throw new InvalidConfiguration(problems.subList(0, Math.min(20, problems.size())));
    }
    return buckets;
  }

  private boolean isCoarse(Draft draft, Instant bucket) {
    return jobs.stream()
        .anyMatch(job -> draft.job(job).coarse().filter(bucket::isBefore).isPresent());
  }

  /** Folds all pieces of these buckets; returns what failed, one line each. */
  private List<String> fold(String id, List<BucketEntry> buckets) throws IOException {
    List<Work> work = new ArrayList<>();
    for (BucketEntry bucket : buckets) {
      List<String> reading =
          pipeline.jobsFrom(bucket.inputs()).stream().filter(jobs::contains).toList();
      if (reading.isEmpty()) {
        continue;
      }
      Work all = Work.replacing(bucket.start(), bucket.pieces(), reading);
      work.add(all);
      folded.put(bucket.start(), all);
      done.remove(bucket.start());
    }
    WorkDispatch folding = new WorkDispatch(environment, log, new BackfillOutputs(id));
    foldings.add(folding);
    for (WorkGroups.WorkGroup group :
        WorkGroups.groups(
            pipeline,
            environment.settings().tick().withAllBuckets(),
            environment.engines(),
            work,
            head.newest().facts().rates())) {
      folding.fold(group, jobs);
    }
    for (WorkDispatch.JobResult one : folding.folded()) {
      done.computeIfAbsent(one.work().bucket(), bucket -> new ArrayList<>()).add(one);
    }
    return folding.failed().stream()
        .map(failed -> failed.message() + ". Nothing was changed.")
        .toList();
  }

  /** Output goes below the directory that a commit has given to this backfill. */
  private final class BackfillOutputs implements WorkDispatch.OutputPlaces {
    private final String id;

    BackfillOutputs(String id) {
      this.id = id;
    }

    @Override
    public WorkDispatch.OutputPlace next(Engine engine, WorkDispatch.PlannedWork given) {
      String name = "/fold-%d-%s".formatted(plans++, engine.name());
      return new WorkDispatch.OutputPlace(id, Draft.workDirectory(id) + name);
    }

    @Override
    public void discard(WorkDispatch.OutputPlace place) {
      // goes with the directory
    }
  }

  /** Puts the new runs in the place of the old ones. */
  private final class Swap implements PipelineHead.Deciding {
    private final String id;
    private int buckets;
    private int reports;
    private List<String> failures = List.of();

    Swap(String id) {
      this.id = id;
    }

    @Override
    public void run() throws IOException {
      PipelineState state = head.carriedOut();
      new Definition(pipeline).check(state.snapshot());
      Draft draft = head.draft(state);
      if (draft.facts().cluster().backfills().stream().noneMatch(it -> it.id().equals(id))) {
        throw new IOException(
            "backfill %s to %s: another one took its place; nothing was swapped in"
                .formatted(range.start(), range.end()));
      }
      List<BucketEntry> grown = grown(draft);
      if (!grown.isEmpty()) {
        failures = fold(id, grown);
        if (!failures.isEmpty()) {
          giveUp(id);
          return;
        }
      }
      FoldRecorder runs = new FoldRecorder(draft, pipeline);
      done.forEach(
          (bucket, all) -> {
            draft.change(facts -> facts.withWork(work -> work.without(bucket, jobs)));
            all.forEach(runs::add);
          });
      runs.writeDown();
      end(draft, id);
      PublishStage publish = new PublishStage(context);
      int most = environment.settings().publish().backfillMaxReports();
      if (publish.publish(draft, most)) {
        giveUp(id);
        throw new InvalidConfiguration(
            "backfill %s to %s: more than %d reports would be restated, and nothing was changed. Backfill a shorter time, or raise %s and the heap."
                .formatted(range.start(), range.end(), most, PublishSettings.BACKFILL_MAX_REPORTS));
      }
      PipelineState swapped = head.commit(draft, "backfilled");
      buckets = done.size();
      reports = published(swapped);
      if (!swapped.snapshot().exports().isEmpty()) {
        swapped = head.commit(head.draft(swapped), "settled");
      }
      head.sweep(swapped);
    }

    /** Reports that are copied anew only because they hold a bucket of this are not published. */
    private int published(PipelineState swapped) {
      return (int)
          swapped.snapshot().exports().stream()
              .map(export -> swapped.reports().get(export.report()))
              .flatMap(Optional::stream)
              .filter(report -> report.snapshot() == swapped.snapshot().number())
              .count();
    }

    /** Buckets that are not what was folded: records came late, or were taken back. */
    private List<BucketEntry> grown(Draft draft) {
      List<BucketEntry> grown = new ArrayList<>();
      folded.forEach(
          (start, work) -> {
            BucketEntry now = draft.buckets().get(name(start)).orElseThrow();
            if (!now.pieces().equals(work.pieces())) {
              grown.add(now);
            }
          });
      return grown;
    }
  }

  /** What was known of the engines before, and what this backfill showed. */
  private Rates rates(Rates before) {
    Rates rates = before;
    for (WorkDispatch folding : foldings) {
      rates = folding.rates(rates);
    }
    return rates;
  }

  /** Nothing is swapped in; what was written is swept by the next tick. */
  private void giveUp(String id) throws IOException {
    Draft draft = head.draft(head.carriedOut());
    end(draft, id);
    if (draft.hasChanges()) {
      head.commit(draft, "backfill given up");
    }
  }

  /** The backfill goes on no more, whatever came of it. */
  private void end(Draft draft, String id) {
    draft.change(
        facts ->
            facts
                .withRates(rates(facts.rates()))
                .withCluster(
                    it ->
                        it.withBackfills(
                            it.backfills().stream()
                                .filter(backfill -> !backfill.id().equals(id))
                                .toList())));
  }

  private String name(Instant bucket) {
    return grid.name(bucket);
  }
}
