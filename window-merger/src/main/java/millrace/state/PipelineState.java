package millrace.state;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import millrace.store.Catalogue;
import millrace.store.CatalogueRoot;
import millrace.store.Move;
import millrace.store.PageCache;
import millrace.store.Store;
import millrace.store.Table;
import org.apache.hadoop.fs.FSDataInputStream;

/**
 * What a snapshot says, readable: the snapshot itself, the catalogues it names, and where the files
 * it names are now. Pages are read as they are asked for; the heap does not grow with the history.
 */
public final class PipelineState {
  private final Store store;
  private final Snapshot snapshot;
  private final PageCache pages;
  private final Map<String, String> moved = new HashMap<>();

  /** The state that {@code snapshot} describes. */
  public PipelineState(Store store, Snapshot snapshot) {
    this(store, snapshot, new PageCache());
  }

  private PipelineState(Store store, Snapshot snapshot, PageCache pages) {
    this.store = store;
    this.snapshot = snapshot;
    this.pages = pages;
    for (Move move : snapshot.moves()) {
      moved.put(move.to(), move.from());
    }
  }

  public Snapshot snapshot() {
    return snapshot;
  }

  /** What the snapshot says itself. */
  public Facts facts() {
    return snapshot.facts();
  }

  /**
   * The state that follows: what is known of the pages is still true.
   *
   * @param next a snapshot that was committed
   * @param written pages that it names first
   */
  PipelineState successor(Snapshot next, PageCache written) {
    pages.putAll(written);
    return new PipelineState(store, next, pages);
  }

  /** What is known of landed files, by {@link FileEntry#key()}. */
  public Table<FileEntry> files() {
    return table("files", FileEntry.class);
  }

  /** The path under which content was first cut, by {@link FileEntry#contentKey}. */
  public Table<String> contents() {
    return table("contents", String.class);
  }

  /** Buckets with records, by name. */
  public Table<BucketEntry> buckets() {
    return table("buckets", BucketEntry.class);
  }

  /** Runs that a wider run holds, by {@code job/id}. */
  public Table<millrace.run.Run> runs() {
    return table("runs", millrace.run.Run.class);
  }

  /** Published windows, by {@link ReportEntry#key()}. */
  public Table<ReportEntry> reports() {
    return table("reports", ReportEntry.class);
  }

  /** What sinks were not told, by {@link Undelivered#key()}. */
  public Table<Undelivered> undelivered() {
    return table("undelivered", Undelivered.class);
  }

  /**
   * Where a file that the snapshot names is now: at its name, or where it was written if nobody
   * moved it yet.
   */
  public String located(String path) throws IOException {
    String from = moved.get(path);
    return from != null && store.find(from).isPresent() ? from : path;
  }

  private <V> Table<V> table(String name, Class<V> type) {
    return new Table<>(catalogue(name, type));
  }

  <V> Catalogue<V> catalogue(String name, Class<V> type) {
    return Catalogue.open(
        this::open,
        pages,
        Optional.ofNullable(snapshot.catalogues().get(name)).orElse(CatalogueRoot.EMPTY),
        type,
        Snapshot.oldPages(name));
  }

  /**
   * Opens a file that the snapshot names: at its name, or where it was written if nobody moved it
   * yet.
   *
   * @throws FileNotFoundException if it is at neither: somebody removed it, or a newer snapshot
   *     dropped it
   */
  public FSDataInputStream open(String path) throws IOException {
    String from = moved.get(path);
    if (from == null) {
      return store.open(path);
    }
    try {
      return store.open(from);
    } catch (FileNotFoundException movedMeanwhile) {
      return store.open(path);
    }
  }
}
