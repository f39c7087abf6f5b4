package millrace.report;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import millrace.aggregate.Aggregate;
import millrace.aggregate.Cell;
import millrace.merge.Pass;
import millrace.merge.PassTarget;
import millrace.merge.TemporaryFiles;
import millrace.merge.TopN;
import millrace.run.Run;
import millrace.state.Draft;
import millrace.time.Grid;
import millrace.window.Extent;

/**
 * Makes the reports that are due, many in one pass over the runs, and has them named in a draft of
 * the state.
 */
public final class Publisher {
  private static final int FEW = 8;

  private final Draft draft;
  private final Path scratch;
  private final int fanIn;
  private final Consumer<String> progress;
  private final Revisions revisions;
  private int files;

  /**
   * A publisher for one draft.
   *
   * @param grid the grid of the buckets
   * @param scratch a local directory for what does not fit into memory
   * @param fanIn how many runs are open at once
   * @param progress told each pass before it is made
   */
  public Publisher(Draft draft, Grid grid, Path scratch, int fanIn, Consumer<String> progress) {
    this.draft = draft;
    this.scratch = scratch;
    this.fanIn = fanIn;
    this.progress = progress;
    this.revisions = new Revisions(draft, grid, progress);
  }

  /**
   * Publishes reports of a series.
   *
   * @param ends of the reports, ascending; their number bounds the memory needed
   */
  public void publish(ReportSeries series, List<Instant> ends) throws IOException {
    publish(series, ends, series.job().aggregate());
  }

  private <S> void publish(
      ReportSeries series, List<Instant> ends, Aggregate<?, S, List<Cell>> aggregate)
      throws IOException {
    progress.accept(
        "job %s, window %s: publishing %d reports"
            .formatted(series.jobName(), series.window(), ends.size()));
    PassSources sources = new PassSources(draft, series.jobName());
    List<PassTarget> targets = new ArrayList<>();
    List<ReportBuilder> reports = new ArrayList<>();
    try {
      for (Instant end : ends) {
        ReportBuilder report = new ReportBuilder(draft, series, end, "report-" + files++);
        reports.add(report);
        targets.add(target(reports, sources));
      }
      if (!ranksAlone(reports, aggregate)) {
        new Pass<>(aggregate, new TemporaryFiles(scratch), fanIn)
            .run(sources.open(aggregate), targets);
      }
      for (ReportBuilder report : reports) {
        report.finish();
        revisions.add(report);
      }
    } finally {
      for (ReportBuilder report : reports) {
        report.close();
      }
    }
  }

  /**
   * Gives the last of these reports its runs. A report that goes on from where the one before it
   * ends is made on that one, and needs only the runs that follow.
   */
  private static PassTarget target(List<ReportBuilder> reports, PassSources sources) {
    int last = reports.size() - 1;
    ReportBuilder report = reports.get(last);
    Extent extent = report.sources();
    if (last > 0 && extent.continues(reports.get(last - 1).sources())) {
      ReportBuilder before = reports.get(last - 1);
      List<Run> more = sources.cover(new Extent(Optional.of(before.sources().to()), extent.to()));
      report.begin(before);
      report.add(more);
      return PassTarget.on(last - 1, sources.indexes(more), report.sink());
    }
    List<Run> cover = sources.cover(extent);
    report.add(cover);
    return PassTarget.of(sources.indexes(cover), report.sink());
  }

  /**
   * Fills few reports of ranks one by one, each by reading as little of its runs as its rows need;
   * whether that was done. Many reports are cheaper in one pass over all there is.
   */
  private static <S> boolean ranksAlone(
      List<ReportBuilder> reports, Aggregate<?, S, List<Cell>> aggregate) throws IOException {
    if (reports.size() > FEW) {
      return false;
    }
    List<List<TopN.Row>> tops = new ArrayList<>();
    for (ReportBuilder report : reports) {
      Optional<List<TopN.Row>> top = report.top(aggregate);
      if (top.isEmpty()) {
        return false;
      }
      tops.add(top.get());
    }
    for (int i = 0; i < tops.size(); i++) {
      for (TopN.Row row : tops.get(i)) {
        reports.get(i).sink().accept(row.key().view(), row.cells());
      }
    }
    return true;
  }
}
