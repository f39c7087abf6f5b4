package millrace.report;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import millrace.state.Draft;
import millrace.state.Export;
import millrace.state.ReportEntry;
import millrace.state.ReportEntryBuilder;
import millrace.state.Work;
import millrace.store.PipelinePaths;
import millrace.store.Sha256;
import millrace.time.Grid;

/**
 * Names finished reports in a draft, each as the next revision of what was published in its place,
 * and takes published reports back.
 */
public final class Revisions {
  private final Draft draft;
  private final Grid grid;
  private final Consumer<String> progress;

  /**
   * Revisions in one draft.
   *
   * @param grid the grid of the buckets
   * @param progress told of a revision whose changes are not known
   */
  Revisions(Draft draft, Grid grid, Consumer<String> progress) {
    this.draft = draft;
    this.grid = grid;
    this.progress = progress;
  }

  /** Takes a report back: nobody finds it any more, here or where other programs read it. */
  public static void withdraw(Draft draft, ReportEntry report) {
    drop(draft, report);
    draft.reports().remove(report.key());
    draft.export(new Export(report.key(), ReportFile.directory(report)));
  }

  /** The files of {@code report} are not named any more. */
  private static void drop(Draft draft, ReportEntry report) {
    report.parts().forEach(part -> draft.drop(part.path()));
    report.changed().ifPresent(change -> draft.drop(change.part().path()));
  }

  /**
   * Names a finished report. One that says what is published already gets no new revision: an
   * attempt that died had come as far, or a backfill changed nothing. The copy that other programs
   * read is made anew all the same, for it may be damaged.
   */
  void add(ReportBuilder report) throws IOException {
    ReportSeries series = report.series();
    String bucket = grid.name(grid.previous(report.end()));
    String job = series.jobName();
    String window = series.window();
    String key = ReportEntry.key(job, window, bucket);
    draft.export(new Export(key, PipelinePaths.exported(job, window, bucket)));
    List<String> missing = missing(report);
    Optional<Instant> since = since(report);
    Optional<ReportEntry> old = draft.reports().get(key);
    if (old.isPresent() && says(old.get(), report, missing, since) && isWhole(old.get())) {
      return;
    }
    Optional<ReportEntry.RowChange> changed = Optional.empty();
    if (old.isPresent()) {
      changed =
          changes(
              old.get(), report, PipelinePaths.changedRows(job, window, bucket, draft.number()));
      drop(draft, old.get());
    }
    String path = PipelinePaths.publishedRows(job, window, bucket, draft.number());
    draft.name(report.file(), path);
    Rendering rows = report.rendering();
    draft
        .reports()
        .put(
            key,
            new ReportEntryBuilder(job, window, bucket)
                .span(series.publication().startOf(report.end()), report.end())
                .revision(old.map(ReportEntry::revision).orElse(0) + 1, draft.number())
                .rows(rows.rows(), series.top())
                .part(new ReportEntry.ReportPart(path, rows.bytes(), rows.sha256()))
                .behind(report.buckets(), report.engines(), report.tally())
                .missing(missing)
                .since(since)
                .changed(changed)
                .build());
  }

  /** Buckets it is made from that the job failed to fold too often. */
  private List<String> missing(ReportBuilder report) {
    return draft.facts().work().parked().stream()
        .filter(work -> work.jobs().contains(report.series().jobName()))
        .map(Work::bucket)
        .filter(report.sources()::holds)
        .distinct()
        .sorted()
        .map(grid::name)
        .toList();
  }

  /** From where on the job has all that there was, when the report is made from more. */
  private Optional<Instant> since(ReportBuilder report) {
    return draft
        .job(report.series().jobName())
        .since()
        .filter(start -> report.sources().reachesBefore(start));
  }

  /** Whether the published report says what the finished one says. */
  private static boolean says(
      ReportEntry old, ReportBuilder report, List<String> missing, Optional<Instant> since) {
    return old.tally().equals(report.tally())
        && old.buckets() == report.buckets()
        && old.missing().equals(missing)
        && old.since().equals(since)
        && old.parts().size() == 1
        && old.parts().get(0).sha256().equals(report.rendering().sha256());
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

  /** How the rows differ; empty if those that were published cannot be read any more. */
  private Optional<ReportEntry.RowChange> changes(
      ReportEntry old, ReportBuilder report, String path) throws IOException {
    String name = report.file() + "-changed";
    RowChanges changes = new RowChanges(draft.create(name));
    try (changes) {
      compare(old, report, changes);
    } catch (FileNotFoundException | TsvReader.Damaged e) {
      progress.accept(
          "report %s: what changed is not known, for revision %d is damaged: %s"
              .formatted(old.key(), old.revision(), e.getMessage()));
      return Optional.empty();
    }
    draft.name(name, path);
    return Optional.of(changes.written(path));
  }

  private void compare(ReportEntry old, ReportBuilder report, RowChanges changes)
      throws IOException {
    ReportSeries series = report.series();
    try (TsvReader before = new TsvReader(draft.open(old.parts().get(0).path()));
        TsvReader now = new TsvReader(draft.reopen(report.file()))) {
      if (series.top().isPresent()) {
        changes.compareWithFew(before, now);
      } else if (old.top().isPresent()) {
        changes.compareFewWith(before, now);
      } else {
        changes.mergeSorted(series.job().keyColumns().size(), before, now);
      }
    }
  }
}
