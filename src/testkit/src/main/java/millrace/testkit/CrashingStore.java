package millrace.testkit;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import millrace.store.Store;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;

/**
 * A store that fails at its n-th change, for tests. What others do in several steps counts as
 * several changes: a file is created, written in pieces and closed; a directory is deleted one
 * thing after the other.
 */
public final class CrashingStore implements Store {
  private static final int PIECE = 1 << 16;

  /** What happens at the n-th change. */
  public enum InjectedFailure {
    /** The process dies; the change is not made, and of a write only the first half. */
    DIES_BEFORE,
    /** The change is made, and the process dies. */
    DIES_AFTER,
    /** The change is not made, and an error is reported. */
    FAILS,
    /** The change is made, but an error is reported. */
    ACKNOWLEDGEMENT_LOST,
    /**
     * The disk is full: of a write only the first half is made, and an error is reported; so are
     * all later changes that need room.
     */
    NO_SPACE
  }

  private final Store store;
  private final Fate fate;

  /** Fails at the change with this number, the first being 1. */
  public CrashingStore(Store store, long fatal, InjectedFailure failure) {
    this(store, new Fate(fatal, failure));
  }

  /** Fails when this fate says so, which may be shared with other places. */
  public CrashingStore(Store store, Fate fate) {
    this.store = store;
    this.fate = fate;
  }

  /** Whether the change that was to fail never came. */
  public boolean survived() {
    return fate.survived();
  }

  /** How many changes there were. */
  public long changes() {
    return fate.changes().size();
  }

  @Override
  public List<StoreEntry> list(String directory) throws IOException {
    fate.mustBeAlive();
    return store.list(directory);
  }

  @Override
  public Optional<StoreEntry> find(String path) throws IOException {
    fate.mustBeAlive();
    return store.find(path);
  }

  @Override
  public FSDataInputStream open(String path) throws IOException {
    fate.mustBeAlive();
    return store.open(path);
  }

  @Override
  public OutputStream create(String path) throws IOException {
    var created = new ArrayList<OutputStream>();
    fate.change(
        "create " + path,
        () -> {
          created.add(store.create(path));
          fate.opened(created.get(0));
        });
    return new BufferedOutputStream(new TornOutput(path, created.get(0)), PIECE);
  }

  /**
   * What the effect was when no answer came is not told, as if the place could not be read either.
   */
  @Override
  public Outcome putIfAbsent(String draft, String path, byte[] bytes) {
    var outcome = new ArrayList<Outcome>();
    try {
      fate.change("put " + path, () -> outcome.add(store.putIfAbsent(draft, path, bytes)));
      return outcome.get(0);
    } catch (IOException e) {
      return Outcome.UNKNOWN;
    }
  }

  @Override
  public void move(String from, String to) throws IOException {
    fate.change("move " + from + " to " + to, () -> store.move(from, to));
  }

  @Override
  public void replace(String draft, String path) throws IOException {
    fate.change("put " + draft + " in the place of " + path, () -> store.replace(draft, path));
  }

  @Override
  public void delete(String path) throws IOException {
    for (StoreEntry entry : list(path)) {
      delete(path + "/" + entry.name());
    }
    fate.change("delete " + path, () -> store.delete(path));
  }

  @Override
  public Optional<Closeable> lock(Duration patience) throws IOException {
    fate.mustBeAlive();
    return store.lock(patience);
  }

  @Override
  public Path path(String path) {
    return store.path(path);
  }

  /** Does not close the store below, which outlives this process. */
  @Override
  public void close() {}

  private final class TornOutput extends OutputStream {
    private final String path;
    private final OutputStream out;
    private boolean closed;

    TornOutput(String path, OutputStream out) {
      this.path = path;
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      fate.change(
          "write " + length + " bytes of " + path,
          () -> out.write(bytes, offset, length),
          () -> {
            out.write(bytes, offset, length / 2);
            out.flush();
          });
    }

    @Override
    public void close() throws IOException {
      if (!closed) {
        closed = true;
        fate.change("close " + path, out::close);
      }
    }
  }
}
