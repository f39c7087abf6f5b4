package millrace.state;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import millrace.run.Run;
import millrace.store.CatalogueChange;
import millrace.store.CatalogueRoot;
import millrace.store.Move;
import millrace.store.Page;
import millrace.store.PageCache;
import millrace.store.PipelinePaths;
import millrace.store.SnapshotChain;
import millrace.store.Store;
import millrace.store.Table;
import millrace.time.Grid;
import org.apache.hadoop.fs.FSDataInputStream;

/**
 * The next snapshot while it is being made. Its files are written into a directory of its own,
 * {@link PipelinePaths#attempt}, which only the snapshot with the next number can name; so whatever
 * lies in such a directory and is not named once that snapshot exists is garbage, whoever wrote it.
 */
public final class Draft {
  private static final Grid DAYS = new Grid(Duration.ofDays(1));

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
  private final Table<Undelivered> undelivered;

  private Facts facts;
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
    this.directory = PipelinePaths.attempt(head.number(), uuid);
    this.files = base.files();
    this.contents = base.contents();
    this.buckets = base.buckets();
    this.runs = base.runs();
    this.reports = base.reports();
    this.undelivered = base.undelivered();
    this.facts = head.facts();
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

  public Table<Undelivered> undelivered() {
    return undelivered;
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
    return PipelinePaths.workId(number, uuid);
  }

  /** The directory of an attempt that outlives the head it began with. */
  public static String workDirectory(String id) {
    return PipelinePaths.work(id);
  }

  /** The directory for files of this draft. */
  public String directory() {
    return directory;
  }

  /** What the snapshot will say itself. */
  public Facts facts() {
    return facts;
  }

  /** Changes what the snapshot will say itself. */
  public void change(UnaryOperator<Facts> change) {
    facts = change.apply(facts);
  }

  /** Where {@code job} stands, which must be known. */
  public JobState job(String job) {
    return facts.job(job);
  }

  /** Says where {@code job} stands. */
  public void job(String job, JobState state) {
    facts = facts.withJob(job, state);
  }

  /** Whether it says anything that its predecessor does not. */
  public boolean hasChanges() {
    Snapshot head = base.snapshot();
    return files.isChanged()
        || contents.isChanged()
        || buckets.isChanged()
        || runs.isChanged()
        || reports.isChanged()
        || undelivered.isChanged()
        || !exports.isEmpty()
        || !head.exports().isEmpty()
        || !facts.saysTheSameAs(head.facts());
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
    String day = DAYS.name(start).substring(0, 8);
    List<Run.Part> named = new ArrayList<>();
    for (Run.Part part : written) {
      String path = PipelinePaths.runPart(job, day, id, named.size());
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
    Map<String, CatalogueRoot> roots = new TreeMap<>(base.snapshot().catalogues());
    change("files", files, roots);
    change("contents", contents, roots);
    change("buckets", buckets, roots);
    change("runs", runs, roots);
    change("reports", reports, roots);
    change("undelivered", undelivered, roots);
    Snapshot next =
        new Snapshot(
            Snapshot.FORMAT,
            number,
            new Attempt(uuid, stage, host, clock),
            facts,
            roots,
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

  private <V> void change(String name, Table<V> table, Map<String, CatalogueRoot> roots)
      throws IOException {
    if (table.isChanged()) {
      CatalogueChange change = table.base().apply(table.changes(), page -> write(name, page));
      roots.put(name, change.root());
      dropped.addAll(change.dropped());
    }
  }

  private String write(String catalogue, Page page) throws IOException {
    String file = "page-" + catalogue + "-" + pageFiles;
    String path = PipelinePaths.page(catalogue, number, pageFiles++);
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
