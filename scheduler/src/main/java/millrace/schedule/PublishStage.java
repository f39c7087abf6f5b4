package millrace.schedule;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import millrace.pipeline.Pipeline;
import millrace.pipeline.PipelineJob;
import millrace.report.Publisher;
import millrace.report.ReportSeries;
import millrace.state.BucketEntry;
import millrace.state.Draft;
import millrace.state.JobState;
import millrace.state.PipelineState;
import millrace.state.ReportEntry;
import millrace.state.ReportEntryBuilder;
import millrace.state.Work;
import millrace.store.Table;
import millrace.time.Grid;
import millrace.window.Due;
import millrace.window.Occupancy;
import millrace.window.Publication;

/** Merges runs where that pays, and publishes the windows that are due. */
final class PublishStage implements Stage {
  /** A report of all keys keeps its file open while it is made. */
  private static final int OPEN_FILES = 64;

  /** The rows of reports of ranks are in memory until the last of them is known. */
  private static final int ROWS = 100_000;

  private final TickContext context;
  private final Pipeline pipeline;

  /** Which ends were done before, by an earlier draft of this tick; by job and window. */
  private final Map<String, Instant> done = new HashMap<>();

  PublishStage(TickContext context) {
    this.context = context;
    this.pipeline = context.pipeline();
  }

  @Override
  public String name() {
    return "publish";
  }

  @Override
  public StageResult run(PipelineState state, Mode mode) throws IOException {
    StageNotes notes = new StageNotes(context.log());
    done.clear();
    return notes.result(
        switch (mode) {
          case ACT -> act(state, notes);
          case PLAN -> plan(state, notes);
        });
  }

  private PipelineState act(PipelineState state, StageNotes notes) throws IOException {
    PipelineState now = state;
    boolean more = true;
    while (more) {
      Draft draft = context.head().draft(now);
      more = publish(draft);
      if (draft.hasChanges()) {
        now = context.head().commit(draft, "published");
        notes.count(TickCounts.ofPublished(now.snapshot().exports().size()));
      }
    }
    return now;
  }

  /** Says which reports would be published, and that they are. */
  private PipelineState plan(PipelineState state, StageNotes notes) throws IOException {
    Draft draft = context.head().draft(state);
    context.merges().plan(draft, notes);
    for (DueReports one : due(pipeline, draft, job -> frontier(draft, job.name()))) {
      long reports = 0;
      Optional<Instant> last = Optional.empty();
      Grid buckets = pipeline.buckets().grid();
      for (Iterator<Instant> ends = one.ends(); ends.hasNext(); reports++) {
        Instant end = ends.next();
        String bucket = buckets.name(buckets.previous(end));
        ReportEntry planned =
            new ReportEntryBuilder(one.job().name(), one.name(), bucket)
                .span(Optional.empty(), end)
                .revision(0, 0)
                .build();
        if (draft.reports().get(planned.key()).isEmpty()) {
          draft.reports().put(planned.key(), planned);
        }
        last = Optional.of(end);
      }
      if (last.isPresent()) {
        notes.plan(
            new PlannedStep.PublishStep(
                one.job().name(), one.name(), reports, buckets.name(buckets.previous(last.get()))));
        advance(draft, one, last.get());
      }
    }
    for (PipelineJob job : pipeline.jobs()) {
      finish(draft, job);
    }
    return draft.hasChanges() ? context.head().commit(draft, "published") : state;
  }

  /** A window of a job and the ends that are due now. */
  record DueReports(
      PipelineJob job, String name, Publication publication, Iterator<Instant> ends) {}

  /**
   * Up to where a job's windows may be published: to the watermark, or to the first bucket it has
   * not folded yet.
   */
  static Optional<Instant> frontier(Draft draft, String job) {
    Optional<Instant> waiting =
        draft.facts().work().due().stream()
            .filter(work -> work.jobs().contains(job))
            .map(Work::bucket)
            .min(Comparator.naturalOrder());
    return draft
        .facts()
        .timeline()
        .watermark()
        .map(w -> waiting.filter(b -> b.isBefore(w)).orElse(w));
  }

  /** Every window with what is due of it, up to where {@code frontiers} says of its job. */
  static List<DueReports> due(
      Pipeline pipeline, Draft draft, Function<PipelineJob, Optional<Instant>> frontiers) {
    List<DueReports> due = new ArrayList<>();
    for (PipelineJob job : pipeline.jobs()) {
      Optional<Instant> frontier = frontiers.apply(job);
      if (frontier.isEmpty()) {
        continue;
      }
      JobState state = draft.job(job.name());
      for (Map.Entry<String, Publication> window : job.windows().entrySet()) {
        Iterator<Instant> ends =
            Due.ends(
                window.getValue(),
                occupancy(pipeline, draft.buckets(), job),
                Optional.ofNullable(state.published().get(window.getKey())),
                frontier.get(),
                new TreeSet<>(state.dirty()));
        Iterator<Instant> kept =
            new WantedTimes<>(
                ends,
                end -> Optional.of(end).filter(it -> isKept(draft, state, window.getValue(), it)));
        due.add(
            new DueReports(
                job,
                window.getKey(),
                window.getValue(),
                pipeline.publish() == Pipeline.Publish.LATEST
                    ? newestAndKnown(pipeline, draft, job, window.getKey(), kept)
                    : kept));
      }
    }
    return due;
  }

  /** Whether a report of a window is kept, and can still be made. */
  private static boolean isKept(Draft draft, JobState state, Publication publication, Instant end) {
    Instant bound = publication.sources(end).firstBound();
    return draft.facts().expired().reports().filter(it -> !end.isAfter(it)).isEmpty()
        && state.coarse().filter(bound::isBefore).isEmpty();
  }

  /** Of a backlog only the newest end; of what is published all, for no report may stay wrong. */
  private static Iterator<Instant> newestAndKnown(
      Pipeline pipeline, Draft draft, PipelineJob job, String window, Iterator<Instant> ends) {
    Optional<Instant> published =
        Optional.ofNullable(draft.job(job.name()).published().get(window));
    Grid buckets = pipeline.buckets().grid();
    Predicate<Instant> wanted =
        end ->
            (!ends.hasNext() && published.filter(before -> !end.isAfter(before)).isEmpty())
                || isPublished(draft, buckets, job.name(), window, end);
    return new WantedTimes<>(ends, end -> Optional.of(end).filter(wanted));
  }

  /** The times of those items that are wanted. */
  private static final class WantedTimes<T> implements Iterator<Instant> {
    private final Iterator<T> items;
    private final Function<T, Optional<Instant>> wanted;
    private Optional<Instant> ahead = Optional.empty();

    WantedTimes(Iterator<T> items, Function<T, Optional<Instant>> wanted) {
      this.items = items;
      this.wanted = wanted;
    }

    @Override
    public boolean hasNext() {
      while (ahead.isEmpty() && items.hasNext()) {
        ahead = wanted.apply(items.next());
      }
      return ahead.isPresent();
    }

    @Override
    public Instant next() {
      if (!hasNext()) {
        throw new NoSuchElementException("there is no further one");
      }
      Instant time = ahead.orElseThrow();
      ahead = Optional.empty();
      return time;
    }
  }

  private static boolean isPublished(
      Draft draft, Grid buckets, String job, String window, Instant end) {
    String bucket = buckets.name(buckets.previous(end));
    return draft.reports().get(ReportEntry.key(job, window, bucket)).isPresent();
  }

  /** The buckets that hold records of the inputs of a job, or did when it folded them. */
  private static Occupancy occupancy(
      Pipeline pipeline, Table<BucketEntry> buckets, PipelineJob job) {
    return time -> {
      if (time.equals(Instant.MAX)) {
        return List.<Instant>of().iterator();
      }
      String from =
          time.isBefore(Instant.parse("0001-01-01T00:00:00Z"))
              ? ""
              : pipeline.buckets().grid().name(time);
      return new WantedTimes<>(
          buckets.from(from),
          entry ->
              Optional.of(entry.getValue())
                  .filter(bucket -> bucket.concerns(job.name(), job.from()))
                  .map(BucketEntry::start));
    };
  }

  /** Merges and publishes until a commit's worth is done; returns whether there is more to do. */
  boolean publish(Draft draft) throws IOException {
    return publish(draft, context.settings().publish().chunk());
  }

  /** The same, with so many reports to a commit at most. */
  boolean publish(Draft draft, int most) throws IOException {
    context.merges().merge(draft);
    Publisher publisher =
        new Publisher(
            draft,
            pipeline.buckets().grid(),
            context.process().scratch(),
            context.settings().merge().fanIn(),
            context.log()::progress);
    int left = most;
    for (DueReports one : due(pipeline, draft, job -> frontier(draft, job.name()))) {
      String place = one.job().name() + "/" + one.name();
      Instant after = done.getOrDefault(place, Instant.MIN);
      while (one.ends().hasNext()) {
        if (left == 0) {
          return true;
        }
        List<Instant> ends = next(one.ends(), after, Math.min(left, together(one.job())));
        if (ends.isEmpty()) {
          break;
        }
        left -= ends.size();
        done.put(place, ends.get(ends.size() - 1));
        publisher.publish(
            new ReportSeries(
                one.job().name(),
                context.jobs().of(one.job()),
                one.job().top(),
                one.name(),
                one.publication()),
            ends);
        advance(draft, one, ends.get(ends.size() - 1));
      }
    }
    for (PipelineJob job : pipeline.jobs()) {
      finish(draft, job);
    }
    return false;
  }

  /** How many reports of a job are made in one pass. */
  private static int together(PipelineJob job) {
    return job.top().isPresent() ? Math.max(1, ROWS / job.top().getAsInt()) : OPEN_FILES;
  }

  private static List<Instant> next(Iterator<Instant> due, Instant after, int most) {
    List<Instant> ends = new ArrayList<>();
    while (ends.size() < most && due.hasNext()) {
      Instant end = due.next();
      if (end.isAfter(after)) {
        ends.add(end);
      }
    }
    return ends;
  }

  /** What ends up to here is published; an older end was restated and moves nothing. */
  private static void advance(Draft draft, DueReports one, Instant end) {
    JobState state = draft.job(one.job().name());
    Map<String, Instant> published = new HashMap<>(state.published());
    published.merge(one.name(), end, (a, b) -> a.isAfter(b) ? a : b);
    draft.job(one.job().name(), state.withPublished(published));
  }

  /**
   * All windows of the job are published up to its frontier; buckets stay dirty while ends beyond
   * it wait to be restated.
   */
  private static void finish(Draft draft, PipelineJob job) {
    Optional<Instant> frontier = frontier(draft, job.name());
    if (frontier.isEmpty()) {
      return;
    }
    JobState state = draft.job(job.name());
    Map<String, Instant> published = new HashMap<>(state.published());
    boolean waiting = false;
    for (Map.Entry<String, Publication> window : job.windows().entrySet()) {
      Instant due = window.getValue().dueUpTo(frontier.get());
      Optional<Instant> before = Optional.ofNullable(published.get(window.getKey()));
      if (before.isPresent() && before.get().isAfter(due)) {
        waiting = true;
      } else if (before.isEmpty() || !state.dirty().isEmpty()) {
        published.put(window.getKey(), due);
      }
    }
    draft.job(
        job.name(), state.withPublished(published).withDirty(waiting ? state.dirty() : List.of()));
  }
}
