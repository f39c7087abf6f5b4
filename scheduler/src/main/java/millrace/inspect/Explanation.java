package millrace.inspect;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import millrace.aggregate.ByteString;
import millrace.aggregate.Cell;
import millrace.aggregate.Keys;
import millrace.job.Job;
import millrace.pipeline.Pipeline;
import millrace.report.KeyStates;
import millrace.report.NarrowRuns;
import millrace.report.ReportFile;
import millrace.report.ReportReader;
import millrace.report.RunTree;
import millrace.run.Run;
import millrace.run.Tally;
import millrace.state.BucketEntry;
import millrace.state.ClusterFold;
import millrace.state.FileEntry;
import millrace.state.JobState;
import millrace.state.Piece;
import millrace.state.PipelineState;
import millrace.state.ReportEntry;
import millrace.state.Snapshot;
import millrace.state.Work;
import millrace.store.Table;
import millrace.time.Grid;
import millrace.window.Extent;

/**
 * Where the numbers of a published report come from: its buckets, what their job made of them, the
 * files behind them, and, for one key, what each of them contributes. It is told bucket by bucket,
 * so memory does not grow with the window.
 */
public final class Explanation {
  private final PipelineState state;
  private final Snapshot head;
  private final Pipeline pipeline;

  /** The names of the inputs that the job reads. */
  private final Set<String> inputs;

  private final Grid grid;
  private final ReportEntry report;
  private final Job<?, ?> job;
  private final JobState jobState;
  private final Extent sources;

  /** Explains {@code report}, which {@code state} names. */
  public Explanation(PipelineState state, Pipeline pipeline, ReportEntry report, Job<?, ?> job) {
    this.state = state;
    this.head = state.snapshot();
    this.pipeline = pipeline;
    this.inputs = pipeline.job(report.job()).orElseThrow().from();
    this.grid = pipeline.buckets().grid();
    this.report = report;
    this.job = job;
    this.jobState = Optional.ofNullable(head.facts().jobs().get(report.job())).orElseThrow();
    this.sources =
        ReportReader.sources(
            report, pipeline.publication(report.job(), report.window()).orElseThrow());
  }

  /** Is told, in this order: the report, the spans by time, the total of the key. */
  public interface KeyListener {
    /** The report itself. */
    void report(Published report) throws IOException;

    /** A part of the window. */
    void span(Span span) throws IOException;

    /** What the key comes to; only if one is asked for. */
    void total(Total total) throws IOException;
  }

  /**
   * The report. As JSON it is one object with the fields of all four.
   *
   * @param window which window it is of
   * @param revision which revision it is, and where
   * @param contents what is in it
   * @param gaps what is not in it
   */
  public record Published(
      @JsonUnwrapped ReportWindow window,
      @JsonUnwrapped Revision revision,
      @JsonUnwrapped Contents contents,
      @JsonUnwrapped Gaps gaps) {}

  /**
   * The window of a report.
   *
   * @param bucket its last bucket
   * @param from start of the window; empty when it holds everything before its end
   */
  public record ReportWindow(
      String job, String window, String bucket, Optional<Instant> from, Instant to) {}

  /**
   * A revision of a report.
   *
   * @param snapshot number of the snapshot that published this revision
   * @param files where other programs read it, relative to the pipeline's directory
   * @param parts the files that the state names, which those are copies of
   */
  public record Revision(int revision, long snapshot, List<String> files, List<String> parts) {
    public Revision {
      files = List.copyOf(files);
      parts = List.copyOf(parts);
    }
  }

  /**
   * What is in a report.
   *
   * @param top how many rows at most; empty when all keys are there
   * @param buckets how many with records
   * @param tally what the job made of their records
   */
  public record Contents(long rows, Optional<Integer> top, int buckets, Tally tally) {}

  /**
   * What is not in a report.
   *
   * @param missing buckets that are parked
   * @param since records of buckets before this may be missing, deleted by retention
   * @param refolded buckets that were folded after this revision was published: the next tick
   *     publishes another one
   */
  public record Gaps(List<String> missing, Optional<Instant> since, List<String> refolded) {
    public Gaps {
      missing = List.copyOf(missing);
      refolded = List.copyOf(refolded);
    }
  }

  /** A part of the window. */
  public sealed interface Span {}

  /** Time without records. */
  public record Empty(Instant from, Instant to, long buckets) implements Span {}

  /**
   * A bucket with records.
   *
   * @param records in all of its pieces, the deleted ones included
   * @param late how many of them came after it was sealed
   * @param fold what the job made of it; empty when it has folded nothing of it
   * @param gone pieces whose files retention has deleted
   * @param pieces the others
   * @param unfolded pieces of it that are not in the numbers
   * @param contribution what it adds to the numbers
   */
  public record Bucket(
      String bucket,
      long records,
      long late,
      Optional<BucketEntry.Fold> fold,
      BucketEntry.DeletedPieces gone,
      List<FromPiece> pieces,
      @JsonUnwrapped Unfolded unfolded,
      @JsonUnwrapped Contribution contribution)
      implements Span {
    public Bucket {
      pieces = List.copyOf(pieces);
    }
  }

  /**
   * Pieces of a bucket that are not in the numbers.
   *
   * @param waiting those that the job has not folded yet
   * @param parked those that the job failed on too often
   */
  public record Unfolded(List<PendingWork> waiting, List<Parked> parked) {
    public Unfolded {
      waiting = List.copyOf(waiting);
      parked = List.copyOf(parked);
    }
  }

  /**
   * What a bucket adds to the numbers.
   *
   * @param states where what the job made of it is kept now
   * @param values what it contributes to the key; empty when nothing, or no key is asked for
   */
  public record Contribution(RunStates states, Optional<List<String>> values) {
    public Contribution {
      values = values.map(List::copyOf);
    }
  }

  /** Where the states of a bucket are kept. */
  public enum RunStates {
    /** In runs of its own. */
    ITS_RUNS,
    /** In a run of a wider span, told before it. */
    A_WIDE_RUN,
    /** Nowhere: retention has deleted them. */
    DELETED,
    /** Nowhere: the job has folded nothing of the bucket. */
    NONE,
    /** Nowhere, and they must be somewhere: the state is damaged. */
    LOST
  }

  /**
   * A run that holds a span as a whole, the runs of its buckets being deleted by retention.
   *
   * @param inside whether all that it holds belongs to the window; else what it contributes cannot
   *     be told
   * @param values what it contributes to the key, if something
   */
  public record WideRun(
      String run,
      Instant from,
      Instant to,
      int buckets,
      boolean inside,
      Optional<List<String>> values)
      implements Span {
    public WideRun {
      values = values.map(List::copyOf);
    }
  }

  /** A piece of a bucket, and the landed files its records came from. */
  public record FromPiece(String path, long records, long late, List<FromFile> files) {
    public FromPiece {
      files = List.copyOf(files);
    }
  }

  /**
   * A landed file of an input.
   *
   * @param records of it in this piece
   * @param known what is known of the whole file; empty when the state has forgotten it
   */
  public record FromFile(String input, String file, long records, Optional<WholeFile> known) {}

  /** What became of the records of a whole file. */
  public record WholeFile(long cut, long quarantined, long lateRefused) {}

  /**
   * Records that are not in the numbers yet.
   *
   * @param anew whether they are all that the bucket holds, and take the place of what the job made
   *     of it before
   * @param attempts how often the job failed on them
   * @param running the attempt that is folding them on a cluster
   */
  public record PendingWork(long records, boolean anew, int attempts, Optional<String> running) {}

  /**
   * What the key comes to.
   *
   * @param key its columns
   * @param computed from the runs above; empty when they say nothing of it
   * @param published its row in the report; empty when it has none
   */
  public record Total(
      List<ByteString> key,
      Optional<List<String>> computed,
      Optional<List<String>> published,
      RowVerdict verdict) {
    public Total {
      key = List.copyOf(key);
      computed = computed.map(List::copyOf);
      published = published.map(List::copyOf);
    }
  }

  /** Whether what was computed is what was published. */
  public enum RowVerdict {
    /** It is. */
    AGREES,
    /** It ranks below the rows that were published. */
    BELOW_THE_TOP,
    /** It is not yet: buckets were folded since, and the next tick publishes them. */
    NOT_PUBLISHED_YET,
    /** That cannot be told: runs of the window were deleted by retention. */
    RUNS_DELETED,
    /** It is not, and must be. */
    DIFFERS
  }

  /** Tells where all rows come from. */
  public void tell(KeyListener listener) throws IOException {
    listener.report(published());
    new WindowWalk(listener, Optional.empty()).walk();
  }

  /**
   * Tells where the row of one key comes from.
   *
   * @param key its columns, as many as the job has
   */
  public RowVerdict tell(List<ByteString> key, KeyListener listener) throws IOException {
    listener.report(published());
    ByteString joined = Keys.join(key.stream().map(ByteString::view).toList());
    KeyStates<?> states = new KeyStates<>(state, job.aggregate(), joined);
    WindowWalk walk = new WindowWalk(listener, Optional.of(states));
    walk.walk();
    RowIndex rows = new RowIndex(key);
    new ReportReader(state, grid).read(report, OptionalInt.empty(), rows::take);
    Optional<List<Cell>> total = states.total();
    RowVerdict verdict = verdict(total, rows, joined, walk.runsDeleted);
    listener.total(new Total(key, total.map(Explanation::texts), rows.found, verdict));
    return verdict;
  }

  private Published published() {
    String directory = ReportFile.directory(report);
    return new Published(
        new ReportWindow(
            report.job(), report.window(), report.bucket(), report.from(), report.to()),
        new Revision(
            report.revision(),
            report.snapshot(),
            IntStream.range(0, report.parts().size())
                .mapToObj(part -> directory + "/" + ReportFile.partName(part))
                .toList(),
            report.parts().stream().map(ReportEntry.ReportPart::path).toList()),
        new Contents(report.rows(), report.top(), report.buckets(), report.tally()),
        new Gaps(report.missing(), report.since(), refolded()));
  }

  private List<String> refolded() {
    return jobState.dirty().stream().filter(sources::holds).sorted().map(this::name).toList();
  }

  private RowVerdict verdict(
      Optional<List<Cell>> total, RowIndex rows, ByteString key, boolean runsDeleted) {
    boolean equal = total.map(Explanation::texts).equals(rows.found);
    if (equal && (total.isPresent() || !runsDeleted)) {
      return RowVerdict.AGREES;
    }
    if (runsDeleted) {
      return RowVerdict.RUNS_DELETED;
    }
    if (!refolded().isEmpty()) {
      return RowVerdict.NOT_PUBLISHED_YET;
    }
    boolean below =
        total.isPresent()
            && rows.found.isEmpty()
            && report.top().filter(top -> report.rows() >= top).isPresent()
            && rows.isBelowTheLast(key, total.get().get(0));
    return below ? RowVerdict.BELOW_THE_TOP : RowVerdict.DIFFERS;
  }

  private static List<String> texts(List<Cell> cells) {
    return cells.stream().map(cell -> cell.text().toString()).toList();
  }

  private String name(Instant bucket) {
    return grid.name(bucket);
  }

  /** Looks for the row of a key among those that were published. */
  private static final class RowIndex {
    private final List<ByteString> key;
    private Optional<List<String>> found = Optional.empty();
    private List<ByteString> last = List.of();

    RowIndex(List<ByteString> key) {
      this.key = key;
    }

    void take(List<ByteString> row) {
      last = row;
      if (row.subList(0, key.size()).equals(key)) {
        found =
            Optional.of(
                row.subList(key.size(), row.size()).stream().map(ByteString::toString).toList());
      }
    }

    boolean isBelowTheLast(ByteString key, Cell rank) {
      int columns = this.key.size();
      ByteString other =
          Keys.join(last.subList(0, columns).stream().map(ByteString::view).toList());
      ByteString cell = last.get(columns);
      int compared =
          rank instanceof Cell.Number
              ? new BigDecimal(rank.text().toString()).compareTo(new BigDecimal(cell.toString()))
              : rank.text().compareTo(cell);
      return compared < 0 || (compared == 0 && key.compareTo(other) > 0);
    }
  }

  /** Goes through the window from its oldest bucket to its newest. */
  private final class WindowWalk {
    private final KeyListener listener;
    private final Optional<KeyStates<?>> states;
    private final Table<Run> wider = state.runs();
    private final Table<FileEntry> files = state.files();
    private final NarrowRuns runs;
    private Optional<Instant> wideUpTo = Optional.empty();
    private boolean runsDeleted;

    WindowWalk(KeyListener listener, Optional<KeyStates<?>> states) {
      this.listener = listener;
      this.states = states;
      this.runs =
          new NarrowRuns(
              sources.from(),
              sources.to(),
              grid,
              jobState.roots(),
              id ->
                  wider
                      .get(RunTree.key(report.job(), id))
                      .orElseThrow(
                          () ->
                              new IllegalStateException(
                                  "job %s: run %s is not in the state"
                                      .formatted(report.job(), id))));
    }

    void walk() throws IOException {
      Iterator<Map.Entry<String, BucketEntry>> buckets =
          state.buckets().from(sources.from().map(Explanation.this::name).orElse(""));
      Optional<Instant> position = sources.from();
      while (buckets.hasNext()) {
        BucketEntry bucket = buckets.next().getValue();
        if (!bucket.start().isBefore(sources.to())) {
          break;
        }
        if (!bucket.concerns(report.job(), inputs)) {
          continue;
        }
        empty(position.orElse(bucket.start()), bucket.start());
        wideRunsUpTo(bucket.start());
        listener.span(told(bucket.from(inputs)));
        position = Optional.of(grid.next(bucket.start()));
      }
      wideRunsUpTo(sources.to());
      empty(position.orElse(sources.to()), sources.to());
    }

    private void empty(Instant from, Instant to) throws IOException {
      if (from.isBefore(to)) {
        listener.span(new Empty(from, to, grid.cells(from, to)));
      }
    }

    /** Tells of the runs that begin at or before a bucket and hold more than one bucket. */
    private void wideRunsUpTo(Instant start) throws IOException {
      while (runs.peek()
          .filter(run -> isWide(run) && !run.covers().start().isAfter(start))
          .isPresent()) {
        Run run = runs.next();
        boolean inside =
            !run.covers().end().isAfter(sources.to())
                && sources.from().filter(run.covers().start()::isBefore).isEmpty();
        runsDeleted |= !inside;
        wideUpTo =
            Optional.of(
                wideUpTo
                    .filter(before -> before.isAfter(run.covers().end()))
                    .orElse(run.covers().end()));
        listener.span(
            new WideRun(
                run.id(),
                run.covers().start(),
                run.covers().end(),
                run.buckets(),
                inside,
                inside ? contribution(List.of(run)) : Optional.empty()));
      }
    }

    private boolean isWide(Run run) {
      return grid.next(run.covers().start()).isBefore(run.covers().end());
    }

    private Optional<List<String>> contribution(List<Run> some) throws IOException {
      return states.isEmpty() ? Optional.empty() : states.get().add(some).map(Explanation::texts);
    }

    private Bucket told(BucketEntry bucket) throws IOException {
      List<Run> own = new ArrayList<>();
      while (runs.peek().filter(run -> run.covers().start().equals(bucket.start())).isPresent()) {
        own.add(runs.next());
      }
      Optional<BucketEntry.Fold> fold = Optional.ofNullable(bucket.folds().get(report.job()));
      RunStates kept = kept(bucket, own, fold.isPresent());
      runsDeleted |= kept == RunStates.DELETED;
      return new Bucket(
          name(bucket.start()),
          bucket.records(),
          bucket.late(),
          fold,
          bucket.deleted(),
          bucket.pieces().stream().map(this::told).toList(),
          new Unfolded(
              waiting(bucket.start()),
              mine(head.facts().work().parked(), bucket.start())
                  .map(work -> Parked.of(work.forJobs(List.of(report.job())), pipeline))
                  .toList()),
          new Contribution(kept, contribution(own)));
    }

    private RunStates kept(BucketEntry bucket, List<Run> own, boolean folded) {
      if (!own.isEmpty()) {
        return RunStates.ITS_RUNS;
      }
      if (!folded) {
        return RunStates.NONE;
      }
      if (wideUpTo.filter(bucket.start()::isBefore).isPresent()) {
        return RunStates.A_WIDE_RUN;
      }
      return jobState.coarse().filter(bucket.start()::isBefore).isPresent()
          ? RunStates.DELETED
          : RunStates.LOST;
    }

    private Stream<Work> mine(List<Work> works, Instant bucket) {
      return works.stream()
          .filter(work -> work.bucket().equals(bucket))
          .filter(work -> work.jobs().contains(report.job()));
    }

    private List<PendingWork> waiting(Instant bucket) {
      return mine(head.facts().work().due(), bucket)
          .map(
              work ->
                  new PendingWork(
                      work.from(inputs).stream().mapToLong(Piece::records).sum(),
                      work.kind() == Work.WorkKind.REPLACE,
                      work.attempts(),
                      head.facts().cluster().folds().stream()
                          .filter(running -> running.jobs().contains(report.job()))
                          .filter(running -> holds(running, work))
                          .map(ClusterFold::id)
                          .findFirst()))
          .toList();
    }

    private boolean holds(ClusterFold running, Work work) {
      return running.work().stream()
          .anyMatch(
              given ->
                  given.bucket().equals(work.bucket()) && given.pieces().equals(work.pieces()));
    }

    private FromPiece told(Piece piece) {
      return new FromPiece(
          piece.path(),
          piece.records(),
          piece.late(),
          piece.sources().stream()
              .map(
                  source ->
                      new FromFile(
                          piece.input(),
                          source.file(),
                          source.records(),
                          files
                              .get(FileEntry.key(piece.input(), source.file()))
                              .map(FileEntry::records)
                              .map(
                                  it ->
                                      new WholeFile(it.cut(), it.quarantined(), it.lateRefused()))))
              .toList());
    }
  }
}
