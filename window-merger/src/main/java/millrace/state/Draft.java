package millrace.state;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import millrace.run.Run;
import millrace.store.Catalogue;
import millrace.store.Move;
import millrace.store.Page;
import millrace.store.PageCache;
import millrace.store.SnapshotChain;
import millrace.store.Store;
import millrace.store.Table;
import millrace.time.BucketName;
import org.apache.hadoop.fs.FSDataInputStream;

/**
 * The next snapshot while it is being made. Its files are written into a directory of its own,
 * {@code _millrace/attempts/NUMBER-UUID}, which only the snapshot with the next number can name; so
 * whatever lies in such a directory and is not named once that snapshot exists is garbage, whoever
 * wrote it.
 */
public final class Draft {
  private static final String ATTEMPTS = "_millrace/attempts/";

  private final Store store;
  private final SnapshotChain<Snapshot> chain;
  private final PipelineState base;
  private final String uuid = UUID.randomUUID().toString();
  private final long number;
  private final String directory;

  private final Table<FileEntry> files;
  private final Table<String> contents;
  private final Table<BucketEntry> buckets;
  private final Table<Run> runs;
  private final Table<ReportEntry> reports;

  private JsonNode definition;
  private Optional<Instant> first;
  private Optional<Instant> watermark;
  private final TreeSet<Instant> open;
  private List<Work> work;
  private List<Work> parked;
  private List<ClusterFold> running;
  private List<ClusterMerge> merging;
  private List<Backfill> backfills;
  private Expired expired;
  private final TreeMap<String, JobState> jobs;
  private Totals totals;
  private Rates rates;
  private final Map<String, String> written = new LinkedHashMap<>();

  /** By the report's key. */
  private final Map<String, Export> exports = new LinkedHashMap<>();

  private final List<String> dropped = new ArrayList<>();
  private final PageCache pages = new PageCache();
  private int pageFiles;

  /** A draft of what follows {@code base}, whose moves and exports must have been carried out. */
  public Draft(Store store, SnapshotChain<Snapshot> chain, PipelineState base) {
    this.store = store;
    this.chain = chain;
    this.base = base;
    Snapshot head = base.snapshot();
    this.number = head.number() + 1;
    this.directory = ATTEMPTS + head.number() + "-" + uuid;
    this.files = base.files();
    this.contents = base.contents();
    this.buckets = base.buckets();
    this.runs = base.runs();
    this.reports = base.reports();
    this.definition = head.definition();
    this.first = head.first();
    this.watermark = head.watermark();
    this.open = new TreeSet<>(head.open());
    this.work = new ArrayList<>(head.work());
    this.parked = head.parked();
    this.running = head.running();
    this.merging = head.merging();
    this.backfills = head.backfills();
    this.expired = head.expired();
    this.jobs = new TreeMap<>(head.jobs());
    this.totals = head.totals();
    this.rates = head.rates();
  }

  public Table<FileEntry> files() {
    return files;
  }

  public Table<String> contents() {
    return contents;
  }

  public Table<BucketEntry> buckets() {
    return buckets;
  }

  public Table<Run> runs() {
    return runs;
  }

  public Table<ReportEntry> reports() {
    return reports;
  }

  /** The state it goes on from. */
  public PipelineState base() {
    return base;
  }

  /** The number this snapshot will have. */
  public long number() {
    return number;
  }

  /**
   * A name for an attempt that this draft is the first to name, as no other has; {@link
   * #workDirectory} is its own once the draft is committed.
   */
  public String workId() {
    return number + "-" + uuid;
  }

  /** The directory of an attempt that outlives the head it began with. */
  public static String workDirectory(String id) {
    return SnapshotChain.WORK + "/" + id;
  }

  /** The directory for files of this draft. */
  public String directory() {
    return directory;
  }

  public Optional<Instant> first() {
    return first;
  }

  public void first(Instant bucket) {
    first = Optional.of(bucket);
  }

  public Optional<Instant> watermark() {
    return watermark;
  }

  public void watermark(Instant end) {
    watermark = Optional.of(end);
  }

  public NavigableSet<Instant> open() {
    return open;
  }

  public List<Work> work() {
    return work;
  }

  public void work(List<Work> remaining) {
    work = new ArrayList<>(remaining);
  }

  /** Work that failed too often. */
  public List<Work> parked() {
    return parked;
  }

  public void parked(List<Work> given) {
    parked = List.copyOf(given);
  }

  /** Work that may go on in a cluster. */
  public List<ClusterFold> running() {
    return running;
  }

  public void running(List<ClusterFold> given) {
    running = List.copyOf(given);
  }

  /** Merges that may go on in a cluster. */
  public List<ClusterMerge> merging() {
    return merging;
  }

  public void merging(List<ClusterMerge> given) {
    merging = List.copyOf(given);
  }

  public List<Backfill> backfills() {
    return backfills;
  }

  public void backfills(List<Backfill> given) {
    backfills = List.copyOf(given);
  }

  public Expired expired() {
    return expired;
  }

  public void expired(Expired upTo) {
    expired = upTo;
  }

  /** Where each job stands, by name. */
  public SortedMap<String, JobState> jobs() {
    return Collections.unmodifiableSortedMap(jobs);
  }

  /** Where {@code job} stands, which must be known. */
  public JobState job(String job) {
    return Optional.ofNullable(jobs.get(job)).orElseThrow();
  }

  public void job(String job, JobState state) {
    jobs.put(job, state);
  }

  public Totals totals() {
    return totals;
  }

  public void totals(Totals sums) {
    totals = sums;
  }

  /** How long folding took lately; not worth a commit of its own. */
  public Rates rates() {
    return rates;
  }

  public void rates(Rates measured) {
    rates = measured;
  }

  /** What the pipeline file said. */
  public JsonNode definition() {
    return definition;
  }

  public void definition(JsonNode declared) {
    definition = declared;
  }

  /** Whether it says anything that its predecessor does not. */
  public boolean hasChanges() {
    Snapshot head = base.snapshot();
    return files.isChanged()
        || contents.isChanged()
        || buckets.isChanged()
        || runs.isChanged()
        || reports.isChanged()
        || !exports.isEmpty()
        || !head.exports().isEmpty()
        || !definition.equals(head.definition())
        || !first.equals(head.first())
        || !watermark.equals(head.watermark())
        || !work.equals(head.work())
        || !parked.equals(head.parked())
        || !running.equals(head.running())
        || !merging.equals(head.merging())
        || !backfills.equals(head.backfills())
        || !expired.equals(head.expired())
        || !jobs.equals(head.jobs())
        || !totals.equals(head.totals());
  }

  /** Opens a new file of this draft. */
  public OutputStream create(String name) throws IOException {
    return store.create(directory + "/" + name);
  }

  /** The file {@code name} of this draft will stand at {@code path}. */
  public void name(String name, String path) {
    adopt(directory + "/" + name, path);
  }

  /** The file that an attempt wrote as {@code from} will stand at {@code path}. */
  public void adopt(String from, String path) {
    written.put(path, from);
  }

  /**
   * Gives the files of a run their places.
   *
   * @param start of what the run covers
   * @param written the files by the paths at which they were written
   * @return the files by the paths they will have
   */
  public List<Run.Part> nameRun(String job, String id, Instant start, List<Run.Part> written) {
    String place =
        "runs/job=%s/day=%s/"
            .formatted(job, BucketName.of(start, Duration.ofDays(1)).substring(0, 8));
    List<Run.Part> named = new ArrayList<>();
    for (Run.Part part : written) {
      String path = place + id + "-part-" + named.size() + ".run";
      adopt(part.path(), path);
      named.add(new Run.Part(path, part.length()));
    }
    return named;
  }

  /** Opens a closed file of this draft, whether it is named or not. */
  public FSDataInputStream reopen(String name) throws IOException {
    return store.open(directory + "/" + name);
  }

  /** Opens a file that this draft or the state before it names, wherever it is now. */
  public FSDataInputStream open(String path) throws IOException {
    String own = written.get(path);
    return own == null ? base.open(path) : store.open(own);
  }

  /** Where a file that this draft or the state before it names is now. */
  public String located(String path) throws IOException {
    String own = written.get(path);
    return own == null ? base.located(path) : own;
  }

  /** The file at {@code path} is not named any more. */
  public void drop(String path) {
    if (written.remove(path) == null) {
      dropped.add(path);
    }
  }

  /** A report that readers find at its path only once it is copied there. */
  public void export(Export export) {
    exports.putIfAbsent(export.report(), export);
  }

  /**
   * Makes the draft true.
   *
   * @param stage what it makes true, for people
   * @param host of this process, for people
   * @param clock the real time, for people
   * @return what became of the attempt, and the state if it was committed
   */
  public Committed commit(String stage, String host, Instant clock) throws IOException {
    Map<String, Catalogue.Root> roots = new TreeMap<>(base.snapshot().catalogues());
    change("files", files, roots);
    change("contents", contents, roots);
    change("buckets", buckets, roots);
    change("runs", runs, roots);
    change("reports", reports, roots);
    Snapshot next =
        new Snapshot(
            Snapshot.FORMAT,
            number,
            new Attempt(uuid, stage, host, clock),
            definition,
            first,
            watermark,
            roots,
            List.copyOf(open),
            work,
            parked,
            running,
            merging,
            backfills,
            expired,
            jobs,
            totals,
            rates,
            written.entrySet().stream().map(e -> new Move(e.getValue(), e.getKey())).toList(),
            List.copyOf(exports.values()),
            dropped);
    Store.Outcome outcome = chain.commit(next);
    return new Committed(
        outcome,
        outcome == Store.Outcome.COMMITTED
            ? Optional.of(base.successor(next, pages))
            : Optional.empty());
  }

  private <V> void change(String name, Table<V> table, Map<String, Catalogue.Root> roots)
      throws IOException {
    if (table.isChanged()) {
      Catalogue.CatalogueChange change =
          table.base().apply(table.changes(), page -> write(name, page));
      roots.put(name, change.root());
      dropped.addAll(change.dropped());
    }
  }

  private String write(String catalogue, Page page) throws IOException {
    String file = "page-" + catalogue + "-" + pageFiles;
    String path = "_millrace/pages/" + catalogue + "/" + number + "-" + pageFiles++ + ".json";
    try (OutputStream out = create(file)) {
      out.write(page.write());
    }
    name(file, path);
    pages.put(path, page);
    return path;
  }

  /**
   * What became of a commit.
   *
   * @param state what is true now, if the draft is
   */
  public record Committed(Store.Outcome outcome, Optional<PipelineState> state) {}
}
