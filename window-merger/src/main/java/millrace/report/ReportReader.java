package millrace.report;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import millrace.aggregate.Aggregate;
import millrace.aggregate.ByteString;
import millrace.aggregate.Cell;
import millrace.aggregate.Keys;
import millrace.job.Job;
import millrace.merge.Cover;
import millrace.merge.CursorSource;
import millrace.merge.Pass;
import millrace.merge.PassTarget;
import millrace.merge.TemporaryFiles;
import millrace.merge.TopN;
import millrace.run.Run;
import millrace.state.JobState;
import millrace.state.PipelineState;
import millrace.state.ReportEntry;
import millrace.store.Sha256;
import millrace.time.Grid;
import millrace.window.Extent;
import millrace.window.Publication;

/** Reads published reports: always one version that one snapshot named, whole, or nothing. */
public final class ReportReader {
  private final PipelineState state;
  private final Grid buckets;

  /** Reads what {@code state} names. */
  public ReportReader(PipelineState state, Grid buckets) {
    this.state = state;
    this.buckets = buckets;
  }

  /**
   * The newest report of a window, or the newest whose last bucket ends at or before {@code at}.
   */
  public Optional<ReportEntry> find(String job, String window, Optional<Instant> at) {
    String first = ReportEntry.key(job, window, "");
    String last =
        at.map(time -> ReportEntry.key(job, window, buckets.name(buckets.previous(time))))
            .orElse(first + "~");
    return state.reports().last(first, last);
  }

  /**
   * The buckets that a published report was made from. One that is none of the publication's, for
   * its window meant something else when it was published, was made from what it tells of.
   */
  public static Extent sources(ReportEntry report, Publication publication) {
    return publication.startOf(report.to()).equals(report.from())
        ? publication.sources(report.to())
        : new Extent(report.from(), report.to());
  }

  /** Takes rows as they come. */
  @FunctionalInterface
  public interface RowSink {
    /** One row: the columns of the key, then the values. */
    void row(List<ByteString> cells) throws IOException;
  }

  /**
   * Hands over the rows as they were published, in their order.
   *
   * @param most how many at most
   * @throws FileNotFoundException if a file is not there: a newer snapshot may have replaced it,
   *     read the head again
   * @throws IOException if the bytes are not those that were published
   */
  public void read(ReportEntry entry, OptionalInt most, RowSink sink) throws IOException {
    long left = most.isPresent() ? most.getAsInt() : Long.MAX_VALUE;
    for (ReportEntry.ReportPart part : entry.parts()) {
      check(part);
      try (TsvReader rows = new TsvReader(state.open(part.path()))) {
        for (Optional<List<ByteString>> row = rows.next();
            left > 0 && row.isPresent();
            row = rows.next(), left--) {
          sink.row(row.get());
        }
      }
    }
  }

  private void check(ReportEntry.ReportPart part) throws IOException {
    String found;
    try (InputStream in = state.open(part.path())) {
      found = Sha256.of(in);
    }
    if (!found.equals(part.sha256())) {
      throw new IOException(
          "report file %s: was changed after it was published: sha256 %s, published as %s"
              .formatted(part.path(), found, part.sha256()));
    }
  }

  /**
   * Ranks more rows than were published, or all keys of a report without ranks, from the runs
   * behind it.
   *
   * @param sources the buckets it was made from
   * @param scratch a local directory for what does not fit into memory
   * @throws IOException also if retention has deleted the runs that are needed
   */
  public void rank(
      ReportEntry entry, Extent sources, Job<?, ?> job, int top, Path scratch, RowSink sink)
      throws IOException {
    int keyColumns = job.keyColumns().size();
    for (TopN.Row row : top(cover(entry, sources), job.aggregate(), top, scratch)) {
      List<ByteString> cells =
          new ArrayList<>(
              keyColumns == 1 ? List.of(row.key()) : Keys.split(row.key().view(), keyColumns));
      row.cells().forEach(cell -> cells.add(cell.text()));
      sink.row(cells);
    }
  }

  private List<Run> cover(ReportEntry entry, Extent sources) throws IOException {
    JobState runs =
        Optional.ofNullable(state.snapshot().facts().jobs().get(entry.job())).orElseThrow();
    if (runs.coarse().filter(sources.firstBound()::isBefore).isPresent()) {
      throw new IOException(
          "report %s: only the %d rows that were published can be shown: its runs were deleted (retention.runs)"
              .formatted(entry.key(), entry.rows()));
    }
    return Cover.of(
        sources.from(),
        sources.to(),
        runs.roots(),
        id -> state.runs().get(RunTree.key(entry.job(), id)).orElseThrow());
  }

  private <S> List<TopN.Row> top(
      List<Run> runs, Aggregate<?, S, List<Cell>> aggregate, int most, Path scratch)
      throws IOException {
    Optional<List<TopN.Row>> found = RankableRun.top(state::open, runs, aggregate, most);
    if (found.isPresent()) {
      return found.get();
    }
    List<CursorSource> sources = new ArrayList<>();
    List<Integer> indexes = new ArrayList<>();
    for (Run run : runs) {
      indexes.add(sources.size());
      sources.add(() -> RunCursors.open(state::open, run, aggregate));
    }
    TopN best = new TopN(most);
    new Pass<>(aggregate, new TemporaryFiles(scratch))
        .run(sources, List.of(PassTarget.of(indexes, best)));
    return best.rows();
  }
}
