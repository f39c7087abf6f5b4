package millrace.report;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Consumer;
import millrace.aggregate.Aggregate;
import millrace.aggregate.Cell;
import millrace.job.Job;
import millrace.merge.Cover;
import millrace.merge.CursorSource;
import millrace.merge.Pass;
import millrace.merge.PassTarget;
import millrace.merge.TemporaryFiles;
import millrace.merge.TopN;
import millrace.run.Run;
import millrace.run.Tally;
import millrace.state.Draft;
import millrace.state.Export;
import millrace.state.ReportEntry;
import millrace.state.Work;
import millrace.store.PipelinePaths;
import millrace.store.Sha256;
import millrace.time.Grid;
import millrace.window.Window;

/**
 * Makes the reports of windows that are due, many in one pass over the runs, and names them in a
 * draft of the state.
 */
public final class Publisher {
  private static final int FEW = 8;

  private final Draft draft;
  private final Grid grid;
  private final Path scratch;
  private final int fanIn;
  private final Consumer<String> progress;
  private int files;

  /**
   * A publisher for one draft.
   *
   * @param scratch a local directory for what does not fit into memory
   * @param fanIn how many runs are open at once
   * @param progress told each pass before it is made
   */
  public Publisher(Draft draft, Grid grid, Path scratch, int fanIn, Consumer<String> progress) {
    this.draft = draft;
    this.grid = grid;
    this.scratch = scratch;
    this.fanIn = fanIn;
    this.progress = progress;
  }

  /**
   * What of a job is published.
   *
   * @param name of the job
   * @param job itself, configured
   * @param top how many rows a report has at most; empty for all keys
   */
  public record Subject(String name, Job<?, ?> job, OptionalInt top) {}

  /**
   * Publishes windows.
   *
   * @param ends of the windows, ascending; their number bounds the memory needed
   */
  public void publish(Subject subject, String windowName, Window window, List<Instant> ends)
      throws IOException {
    publish(subject, windowName, window, ends, subject.job().aggregate());
  }

  private <S> void publish(
      Subject subject,
      String windowName,
      Window window,
      List<Instant> ends,
      Aggregate<?, S, List<Cell>> aggregate)
      throws IOException {
    progress.accept(
        "job %s, window %s: publishing %d reports"
            .formatted(subject.name(), windowName, ends.size()));
    Sources sources = new Sources(subject.name());
    List<PassTarget> targets = new ArrayList<>();
    List<Report> reports = new ArrayList<>();
    try {
      for (Instant end : ends) {
        Report report = new Report(subject, windowName, window, end);
        Optional<Report> before =
            reports.isEmpty() ? Optional.empty() : Optional.of(reports.get(reports.size() - 1));
        reports.add(report);
        if (window instanceof Window.Cumulative && before.isPresent()) {
          List<Run> more = sources.cover(Optional.of(before.get().end), end);
          report.holdsAlso(before.get(), more);
          targets.add(
              PassTarget.on(targets.size() - 1, sources.indexes(more), report.rendering.sink()));
        } else {
          List<Run> cover = sources.cover(window.startOf(end), end);
          report.holds(cover);
          targets.add(PassTarget.of(sources.indexes(cover), report.rendering.sink()));
        }
      }
      if (!ranksAlone(reports, aggregate)) {
        new Pass<>(aggregate, new TemporaryFiles(scratch), fanIn)
            .run(sources.open(aggregate), targets);
      }
      for (Report report : reports) {
        report.finish();
      }
    } finally {
      for (Report report : reports) {
        report.close();
      }
    }
  }

  /**
   * Fills few reports of ranks one by one, each by reading as little of its runs as its rows need;
   * whether that was done. Many reports are cheaper in one pass over all there is.
   */
  private <S> boolean ranksAlone(List<Report> reports, Aggregate<?, S, List<Cell>> aggregate)
      throws IOException {
    if (reports.size() > FEW) {
      return false;
    }
    List<List<TopN.Row>> tops = new ArrayList<>();
    for (Report report : reports) {
      Optional<List<TopN.Row>> top = report.top(aggregate);
      if (top.isEmpty()) {
        return false;
      }
      tops.add(top.get());
    }
    for (int i = 0; i < tops.size(); i++) {
      for (TopN.Row row : tops.get(i)) {
        reports.get(i).rendering.sink().accept(row.key().view(), row.cells());
      }
    }
    return true;
  }

  /** The files of {@code report} are not named any more. */
  static void drop(Draft draft, ReportEntry report) {
    report.parts().forEach(part -> draft.drop(part.path()));
    report.changed().ifPresent(change -> draft.drop(change.part().path()));
  }

  /** Takes a report back: nobody finds it any more, here or where other programs read it. */
  public static void withdraw(Draft draft, ReportEntry report) {
    drop(draft, report);
    draft.reports().remove(report.key());
    draft.export(new Export(report.key(), directory(report)));
  }

  /** Where other programs read a report, relative to the pipeline's directory. */
  public static String directory(ReportEntry report) {
    return directory(report.job(), report.window(), report.bucket());
  }

  /** Where other programs read a report, relative to the pipeline's directory. */
  public static String directory(String job, String window, String bucket) {
    return PipelinePaths.exported(job, window, bucket);
  }

  /** The runs that a pass reads, each once. */
  private final class Sources {
    private static final int REMEMBERED = 4096;

    private final String job;
    private final Map<String, Integer> indexes = new LinkedHashMap<>();
    private final List<Run> runs = new ArrayList<>();

    /** Edges of neighbouring windows ask for the same runs. */
    private final Map<String, Run> remembered =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Run> eldest) {
            return size() > REMEMBERED;
          }
        };

    Sources(String job) {
      this.job = job;
    }

    List<Run> cover(Optional<Instant> from, Instant to) {
      return Cover.of(from, to, draft.job(job).roots(), this::run);
    }

    private Run run(String id) {
      return remembered.computeIfAbsent(
          id,
          any ->
              draft
                  .runs()
                  .get(RunTree.key(job, id))
                  .orElseThrow(
                      () ->
                          new IllegalStateException(
                              "job " + job + ": run " + id + " is not in the state")));
    }

    List<Integer> indexes(List<Run> wanted) {
      List<Integer> found = new ArrayList<>();
      for (Run run : wanted) {
        found.add(
            indexes.computeIfAbsent(
                run.id(),
                id -> {
                  runs.add(run);
                  return runs.size() - 1;
                }));
      }
      return found;
    }

    <S> List<CursorSource> open(Aggregate<?, S, ?> aggregate) {
      List<CursorSource> sources = new ArrayList<>();
      for (Run run : runs) {
        sources.add(() -> RunCursors.open(draft::open, run, aggregate));
      }
      return sources;
    }
  }

  /** One report while it is made. */
  private final class Report implements Closeable {
    private final Subject subject;
    private final String windowName;
    private final Window window;
    private final Instant end;
    private final String file = "report-" + files++;
    private final Rendering rendering;

    private final List<Run> runs = new ArrayList<>();

    private Tally tally = Tally.NOTHING;
    private int buckets;
    private final Map<String, Integer> engines = new TreeMap<>();

    Report(Subject subject, String windowName, Window window, Instant end) throws IOException {
      this.subject = subject;
      this.windowName = windowName;
      this.window = window;
      this.end = end;
      this.rendering =
          new Rendering(subject.job().keyColumns().size(), subject.top(), () -> draft.create(file));
    }

    void holds(List<Run> more) {
      runs.addAll(more);
      for (Run run : more) {
        tally = tally.plus(run.tally());
        buckets += run.buckets();
        run.engines().forEach((engine, count) -> engines.merge(engine, count, Integer::sum));
      }
    }

    void holdsAlso(Report other, List<Run> more) {
      tally = other.tally;
      buckets = other.buckets;
      engines.putAll(other.engines);
      runs.addAll(other.runs);
      holds(more);
    }

    /** Its rows, if they can be found without reading all of its runs. */
    <S> Optional<List<TopN.Row>> top(Aggregate<?, S, List<Cell>> aggregate) throws IOException {
      return subject.top().isPresent()
          ? RankableRun.top(draft::open, runs, aggregate, subject.top().getAsInt())
          : Optional.empty();
    }

    void finish() throws IOException {
      rendering.finish();
      String bucket = grid.name(grid.previous(end));
      String key = ReportEntry.key(subject.name(), windowName, bucket);
      Optional<ReportEntry> old = draft.reports().get(key);
      String sha256 = rendering.sha256();
      List<String> missing = missing();
      Optional<Instant> since = since();
      Export export = new Export(key, directory(subject.name(), windowName, bucket));
      if (old.isPresent() && isSame(old.get(), sha256, missing, since) && isWhole(old.get())) {
        // An attempt that died had come this far, or a backfill changed nothing; the copy of it
        // that others read may be damaged for all that.
        draft.export(export);
        return;
      }
      Optional<ReportEntry.RowChange> changed = Optional.empty();
      if (old.isPresent()) {
        changed =
            changes(
                old.get(),
                PipelinePaths.changedRows(subject.name(), windowName, bucket, draft.number()));
        drop(draft, old.get());
      }
      String path = PipelinePaths.publishedRows(subject.name(), windowName, bucket, draft.number());
      draft.name(file, path);
      draft
          .reports()
          .put(
              key,
              new ReportEntry(
                  subject.name(),
                  windowName,
                  bucket,
                  window.startOf(end),
                  end,
                  old.map(ReportEntry::revision).orElse(0) + 1,
                  subject.top().isPresent()
                      ? Optional.of(subject.top().getAsInt())
                      : Optional.empty(),
                  rendering.rows(),
                  List.of(new ReportEntry.ReportPart(path, rendering.bytes(), sha256)),
                  buckets,
                  engines,
                  tally,
                  missing,
                  since,
                  changed,
                  draft.number()));
      draft.export(export);
    }

    /** Buckets of this window that the job failed to fold too often. */
    private List<String> missing() {
      return draft.facts().work().parked().stream()
          .filter(work -> work.jobs().contains(subject.name()))
          .map(Work::bucket)
          .filter(start -> start.isBefore(end))
          .filter(start -> window.startOf(end).filter(start::isBefore).isEmpty())
          .distinct()
          .sorted()
          .map(grid::name)
          .toList();
    }

    /** From where on the job has all that there was, when that is inside this window. */
    private Optional<Instant> since() {
      return draft
          .job(subject.name())
          .since()
          .filter(start -> window.startOf(end).filter(from -> !from.isBefore(start)).isEmpty());
    }

    /** How the rows differ; empty if those that were published cannot be read any more. */
    private Optional<ReportEntry.RowChange> changes(ReportEntry old, String path)
        throws IOException {
      String name = file + "-changed";
      RowChanges changes = new RowChanges(draft.create(name));
      try (changes) {
        compare(old, changes);
      } catch (FileNotFoundException | TsvReader.Damaged e) {
        progress.accept(
            "report %s: what changed is not known, for revision %d is damaged: %s"
                .formatted(old.key(), old.revision(), e.getMessage()));
        return Optional.empty();
      }
      draft.name(name, path);
      return Optional.of(changes.written(path));
    }

    private void compare(ReportEntry old, RowChanges changes) throws IOException {
      try (TsvReader before = new TsvReader(draft.open(old.parts().get(0).path()));
          TsvReader now = new TsvReader(draft.reopen(file))) {
        if (subject.top().isPresent()) {
          changes.compareWithFew(before, now);
        } else if (old.top().isPresent()) {
          changes.compareFewWith(before, now);
        } else {
          changes.mergeSorted(subject.job().keyColumns().size(), before, now);
        }
      }
    }

    /** Whether the published files still are what was published. */
    private boolean isWhole(ReportEntry old) throws IOException {
      return isWhole(old.parts().get(0))
          && (old.changed().isEmpty() || isWhole(old.changed().get().part()));
    }

    private boolean isWhole(ReportEntry.ReportPart part) throws IOException {
      try (InputStream in = draft.open(part.path())) {
        return Sha256.of(in).equals(part.sha256());
      } catch (FileNotFoundException e) {
        return false;
      }
    }

    private boolean isSame(
        ReportEntry old, String sha256, List<String> missing, Optional<Instant> since) {
      return old.tally().equals(tally)
          && old.buckets() == buckets
          && old.missing().equals(missing)
          && old.since().equals(since)
          && old.parts().size() == 1
          && old.parts().get(0).sha256().equals(sha256);
    }

    @Override
    public void close() throws IOException {
      rendering.close();
    }
  }
}
