package millrace.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import millrace.aggregate.ByteString;
import millrace.aggregate.Slice;
import millrace.fold.FoldPiece.Timeliness;
import millrace.job.Job;
import millrace.job.JobSpec;
import millrace.job.Jobs;
import millrace.merge.Compaction;
import millrace.merge.Levels;
import millrace.merge.Pass;
import millrace.run.Run;
import millrace.run.RunBuilder;
import millrace.run.RunWriter;
import millrace.run.Tally;
import millrace.state.BucketEntry;
import millrace.state.Draft;
import millrace.state.Export;
import millrace.state.FileEntry;
import millrace.state.JobState;
import millrace.state.Piece;
import millrace.state.PipelineState;
import millrace.state.Records;
import millrace.state.ReportEntry;
import millrace.state.Snapshot;
import millrace.state.Timeline;
import millrace.store.Json;
import millrace.store.PipelinePaths;
import millrace.store.Sha256;
import millrace.store.SnapshotChain;
import millrace.store.Store;
import millrace.time.Grid;
import millrace.window.Publication;
import millrace.window.WindowText;

/**
 * The state of a small pipeline, made by hand: buckets of five minutes, and one job, {@code words},
 * that counts equal lines. What a tick would find out is said instead: {@code fold("10:00", "hat",
 * "coat")} is a landed file of two lines, cut into the bucket of that time and folded. Times are
 * those of 2024-03-01, UTC.
 */
public final class StateFixture {
  /** The name of the pipeline. */
  public static final String PIPELINE = "shelf";

  /** The name of the job. */
  public static final String JOB = "words";

  /** The name of the input that its files land in. */
  public static final String INPUT = "landing";

  /** The length of a bucket. */
  public static final Duration EVERY = Duration.ofMinutes(5);

  public static final Grid BUCKETS = new Grid(EVERY);

  /** Nothing here is so much that it is written there. */
  private static final Path SCRATCH = Path.of(System.getProperty("java.io.tmpdir", "."));

  private final Store store;
  private final SnapshotChain<Snapshot> chain;
  private final Job<?, ?> job = newJob();
  private PipelineState state;
  private Draft draft;
  private Publisher publisher;
  private Compactor compactor;
  private final List<String> said = new ArrayList<>();
  private int made;

  /** A pipeline that has done nothing yet, and forgets what its pipeline file said. */
  public StateFixture(Store store) throws IOException {
    this(store, JsonNodeFactory.instance.objectNode());
  }

  /**
   * A pipeline that has done nothing yet.
   *
   * @param definition what its pipeline file says
   */
  public StateFixture(Store store, JsonNode definition) throws IOException {
    this.store = store;
    this.chain = new SnapshotChain<>(store, Snapshot.class);
    this.state = new PipelineState(store, Snapshot.NONE);
    this.draft = begun();
    this.publisher = publisher();
    this.compactor = compactor();
    draft.change(facts -> facts.withDefinition(definition));
    draft.job(JOB, JobState.of(definition.path("jobs").path(JOB)));
  }

  private Draft begun() {
    return new Draft(store, chain, state);
  }

  private Publisher publisher() {
    return new Publisher(draft, BUCKETS, SCRATCH, Pass.FAN_IN, said::add);
  }

  private Compactor compactor() {
    return compactor(LargeMergeRule.NONE);
  }

  /** Merges what is not too large by this rule; one for a commit. */
  Compactor compactor(LargeMergeRule large) {
    Compaction compaction = new Compaction(Levels.of(EVERY));
    return new Compactor(draft, compaction, BUCKETS, 1 << 20, large, said::add);
  }

  private static Job<?, ?> newJob() {
    return Jobs.create(
        new JobSpec(
            JOB, "millrace.jobs.field.FieldJob", Map.of("op", "count", "key", List.of("line"))),
        StateFixture.class.getClassLoader());
  }

  /** A time of the day. */
  public static Instant at(String time) {
    return Instant.parse("2024-03-01T" + time + ":00Z");
  }

  /** The name of the bucket that starts then. */
  public static String name(String time) {
    return BUCKETS.name(at(time));
  }

  /** A window of the job, as the pipeline file writes it, whose reports hold all keys. */
  public ReportSeries series(String name, String window) {
    return series(name, window, OptionalInt.empty());
  }

  /** A window of the job whose reports hold so many rows at most. */
  public ReportSeries top(int most, String name, String window) {
    return series(name, window, OptionalInt.of(most));
  }

  private ReportSeries series(String name, String window, OptionalInt most) {
    Publication publication = WindowText.parse(window, BUCKETS, ZoneOffset.UTC);
    return new ReportSeries(JOB, job, most, name, publication);
  }

  // --- what is true next

  /** What the next commit makes true. */
  public Draft draft() {
    return draft;
  }

  /** The job. */
  public Job<?, ?> words() {
    return job;
  }

  /** Records land, are cut into a bucket that is still open, and wait. */
  public StateFixture leaveOpen(String bucket, String... lines) throws IOException {
    Instant start = at(bucket);
    Piece piece = piece(start, Timeliness.IN_TIME, lines);
    BucketEntry entry = BucketEntry.of(start, BucketEntry.BucketState.OPEN);
    draft.buckets().put(name(bucket), entry.withPieces(List.of(piece)));
    draft.change(facts -> facts.withTimeline(time -> time.withOpened(List.of(start))));
    return this;
  }

  /**
   * Records land, are cut into a bucket, and folded; the bucket is sealed then. If it was sealed
   * before, they came late.
   */
  public StateFixture fold(String bucket, String... lines) throws IOException {
    Instant start = at(bucket);
    Optional<BucketEntry> known = draft.buckets().get(name(bucket));
    boolean late = known.isPresent();
    Piece piece = piece(start, late ? Timeliness.LATE : Timeliness.IN_TIME, lines);
    Tally tally = new Tally(lines.length, lines.length, 0, 0, 0, late ? lines.length : 0);
    Run run = run(start, tally, late ? 0 : 1, lines);
    BucketEntry entry =
        known
            .orElse(BucketEntry.of(start, BucketEntry.BucketState.SEALED))
            .withPieces(List.of(piece));
    Optional<BucketEntry.Fold> before = Optional.ofNullable(entry.folds().get(JOB));
    BucketEntry.Fold fold =
        new BucketEntry.Fold(
            entry.pieces().size(),
            before.map(BucketEntry.Fold::revision).orElse(0) + 1,
            "inline",
            "by hand",
            "",
            before.map(it -> it.tally().plus(tally)).orElse(tally));
    draft.buckets().put(name(bucket), entry.withFold(JOB, fold));
    JobState words = draft.job(JOB);
    TreeSet<Instant> dirty = new TreeSet<>(words.dirty());
    dirty.add(start);
    draft.job(
        JOB,
        words
            .withRoots(Stream.concat(words.roots().stream(), Stream.of(run)).toList())
            .withDirty(dirty));
    draft.change(facts -> facts.withTimeline(time -> sealed(time, start)));
    return this;
  }

  /** The bucket was open, and is sealed with all that end before it. */
  private static Timeline sealed(Timeline time, Instant bucket) {
    Instant end = BUCKETS.next(bucket);
    Timeline closed = time.withOpened(List.of(bucket)).withoutOpen(bucket);
    return closed.withWatermark(time.watermark().filter(end::isBefore).orElse(end));
  }

  /** A landed file of these lines, cut into one piece. */
  private Piece piece(Instant bucket, Timeliness timeliness, String... lines) throws IOException {
    int number = made++;
    byte[] bytes = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    String landed = number + ".txt";
    land(landed, bytes, new Records(lines.length, lines.length, 0, 0), bucket);
    String file = "piece-" + number;
    try (OutputStream out = draft.create(file)) {
      out.write(bytes);
    }
    String name = BUCKETS.name(bucket);
    String path =
        timeliness == Timeliness.LATE
            ? PipelinePaths.latePiece(name, INPUT, draft.number(), number)
            : PipelinePaths.piece(name, INPUT, draft.number(), number);
    draft.name(file, path);
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return new Piece(
        path,
        bytes.length,
        "%08x".formatted(crc.getValue()),
        lines.length,
        timeliness == Timeliness.LATE ? lines.length : 0,
        INPUT,
        Optional.empty(),
        List.of(new Piece.PieceSource(landed, lines.length)));
  }

  private void land(String path, byte[] bytes, Records records, Instant taken) throws IOException {
    String sha256 = Sha256.of(new ByteArrayInputStream(bytes));
    FileEntry entry =
        new FileEntry(
            INPUT,
            path,
            "the file " + path,
            new FileEntry.Content(bytes.length, sha256),
            FileEntry.Verdict.CUT,
            Optional.empty(),
            Optional.empty(),
            new FileEntry.Past(records, 1, taken, List.of()));
    draft.files().put(entry.key(), entry);
    draft.contents().put(FileEntry.contentKey(INPUT, sha256), path);
    draft.change(
        facts -> facts.withTotals(INPUT, sums -> sums.withFile(FileEntry.Verdict.CUT, records)));
  }

  /** The run of a bucket with these lines, or a correction of it. */
  private Run run(Instant start, Tally tally, int buckets, String... lines) throws IOException {
    Map<ByteString, Long> counts = new TreeMap<>();
    for (String line : lines) {
      counts.merge(ByteString.of(line), 1L, Long::sum);
    }
    String id = BUCKETS.name(start) + "-" + draft.number() + "-" + made++;
    String file = "run-" + id;
    RunWriter writer =
        new RunWriter(draft.create(file), file, job.aggregate(), JOB, 0, 1, counts.size());
    try (writer) {
      for (Map.Entry<ByteString, Long> count : counts.entrySet()) {
        writer.append(count.getKey().view(), Slice.of(count.getValue().toString()));
      }
    }
    Run.Part written = new Run.Part(draft.directory() + "/" + file, writer.bytes());
    return new RunBuilder(id, job.aggregate().id(), BUCKETS.cellOf(start))
        .contents(
            draft.nameRun(JOB, id, start, List.of(written)), writer.entries(), writer.digest())
        .records(buckets, tally)
        .engines(Map.of("inline", 1))
        .build();
  }

  /** Runs are merged as far as that pays. */
  public StateFixture compact() throws IOException {
    compactor.compact(JOB, job.aggregate());
    return this;
  }

  /** Reports of a window are published; with them, all that is to be published of it is. */
  public StateFixture publish(ReportSeries series, String... ends) throws IOException {
    List<Instant> all = Stream.of(ends).map(StateFixture::at).toList();
    publisher.publish(series, all);
    JobState words = draft.job(JOB);
    Map<String, Instant> published = new TreeMap<>(words.published());
    published.put(series.window(), all.get(all.size() - 1));
    draft.job(JOB, words.withPublished(published).withDirty(List.of()));
    return this;
  }

  // --- what is true now

  /** Commits all that was said, moves the files to their names, and copies the reports. */
  public PipelineState commit() throws IOException {
    makeTrue("made by hand");
    if (!state.snapshot().exports().isEmpty()) {
      for (Export export : state.snapshot().exports()) {
        Optional<ReportEntry> report = state.reports().get(export.report());
        if (report.isPresent()) {
          copy(report.get(), export.directory());
        } else {
          store.delete(export.directory());
        }
      }
      makeTrue("settled");
    }
    return state;
  }

  private void makeTrue(String stage) throws IOException {
    Draft.Committed committed = draft.commit(stage, "here", at("12:00"));
    state = committed.state().orElseThrow();
    chain.settle(state.snapshot());
    draft = begun();
    publisher = publisher();
    compactor = compactor();
  }

  private void copy(ReportEntry report, String directory) throws IOException {
    ReportFile facts = ReportFile.of(PIPELINE, state.snapshot(), report, job.columns());
    for (int i = 0; i < report.parts().size(); i++) {
      put(directory + "/" + ReportFile.partName(i), bytes(report.parts().get(i).path()));
    }
    if (report.changed().isPresent()) {
      put(directory + "/" + ReportFile.CHANGED, bytes(report.changed().get().part().path()));
    }
    put(directory + "/_report.json", Json.bytes(facts));
  }

  /** The bytes of a file, by its path in the pipeline's directory. */
  public byte[] bytes(String path) throws IOException {
    try (InputStream in = store.open(path)) {
      return in.readAllBytes();
    }
  }

  /** Other bytes stand at a path now. */
  public void put(String path, byte[] bytes) throws IOException {
    store.delete(path);
    try (OutputStream out = store.create(path)) {
      out.write(bytes);
    }
  }

  /** The state that is true. */
  public PipelineState state() {
    return state;
  }

  /** The snapshots. */
  public SnapshotChain<Snapshot> chain() {
    return chain;
  }

  /** What is published of a window, by the end of its last bucket. */
  public ReportEntry report(String window, String end) {
    return state.reports().get(key(window, end)).orElseThrow();
  }

  /** The key of a report in the catalogue. */
  public static String key(String window, String end) {
    return ReportEntry.key(JOB, window, BUCKETS.name(BUCKETS.previous(at(end))));
  }

  /** The rows of a published report, columns parted by blanks. */
  public List<String> rows(String window, String end) throws IOException {
    String path = report(window, end).parts().get(0).path();
    return new String(bytes(path), StandardCharsets.UTF_8)
        .lines()
        .map(row -> row.replace('\t', ' '))
        .toList();
  }

  /** What was said of the progress. */
  public List<String> said() {
    return said;
  }
}
