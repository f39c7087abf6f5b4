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
 * A store that fails at its n-th change. What a real store does in several steps counts as several
 * changes: a file is created, written in pieces and closed; a directory is deleted entry by entry.
 */
public final class CrashingStore implements Store {
  private static final int PIECE = 1 << 16;

  private final Store store;
  private final FailureInjector failures;

  /** Fails at the change with this number, the first being 1. */
  public CrashingStore(Store store, long fatal, InjectedFailure failure) {
    this(store, new FailureInjector(fatal, failure));
  }

  /** Fails when the injector says so; other places may share it. */
  public CrashingStore(Store store, FailureInjector failures) {
    this.store = store;
    this.failures = failures;
  }

  /** Whether the change that was to fail never came. */
  public boolean survived() {
    return failures.survived();
  }

  @Override
  public List<StoreEntry> list(String directory) throws IOException {
    failures.mustBeAlive();
    return store.list(directory);
  }

  @Override
  public Optional<StoreEntry> find(String path) throws IOException {
    failures.mustBeAlive();
    return store.find(path);
  }

  @Override
  public FSDataInputStream open(String path) throws IOException {
    failures.mustBeAlive();
    return store.open(path);
  }

  @Override
  public OutputStream create(String path) throws IOException {
    var created = new ArrayList<OutputStream>();
    failures.change(
        "create " + path,
        () -> {
          created.add(store.create(path));
          failures.opened(created.get(0));
        });
    return new BufferedOutputStream(new TornOutput(path, created.get(0)), PIECE);
  }

  /** An error is an unknown outcome, as if the place could not be read back either. */
  @Override
  public Outcome putIfAbsent(String draft, String path, byte[] bytes) {
    var outcome = new ArrayList<Outcome>();
    try {
      failures.change("put " + path, () -> outcome.add(store.putIfAbsent(draft, path, bytes)));
      return outcome.get(0);
    } catch (IOException e) {
      return Outcome.UNKNOWN;
    }
  }

  @Override
  public void move(String from, String to) throws IOException {
    failures.change("move " + from + " to " + to, () -> store.move(from, to));
  }

  @Override
  public void replace(String draft, String path) throws IOException {
    failures.change("put " + draft + " in the place of " + path, () -> store.replace(draft, path));
  }

  @Override
  public void delete(String path) throws IOException {
    for (StoreEntry entry : list(path)) {
      delete(path + "/" + entry.name());
    }
    failures.change("delete " + path, () -> store.delete(path));
  }

  @Override
  public Optional<Closeable> lock(Duration patience) throws IOException {
    failures.mustBeAlive();
    return store.lock(patience);
  }

  @Override
  public Path path(String path) {
    return store.path(path);
  }

  /** Leaves the store below open, which outlives this process. */
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
      failures.change(
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
        failures.change("close " + path, out::close);
      }
    }
  }
}
