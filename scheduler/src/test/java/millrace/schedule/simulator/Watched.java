package millrace.schedule.simulator;

import java.io.Closeable;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import millrace.snapshot.Store;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;

/** The disk, and an oracle that is told of each change of a snapshot. */
final class Watched implements Store {
  private final Store store;
  private final Oracle oracle;

  Watched(Store store, Oracle oracle) {
    this.store = store;
    this.oracle = oracle;
  }

  private void changed(String path) {
    if (path.startsWith("_millrace/snapshots/")) {
      try {
        if (store.find(path).isPresent()) {
          oracle.changed(store, path);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public List<Entry> list(String directory) throws IOException {
    return store.list(directory);
  }

  @Override
  public Optional<Entry> find(String path) throws IOException {
    return store.find(path);
  }

  @Override
  public FSDataInputStream open(String path) throws IOException {
    return store.open(path);
  }

  @Override
  public OutputStream create(String path) throws IOException {
    return new FilterOutputStream(store.create(path)) {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
      }

      @Override
      public void close() throws IOException {
        super.close();
        changed(path);
      }
    };
  }

  @Override
  public Outcome putIfAbsent(String draft, String path, byte[] bytes) {
    Outcome outcome = store.putIfAbsent(draft, path, bytes);
    changed(path);
    return outcome;
  }

  @Override
  public void move(String from, String to) throws IOException {
    store.move(from, to);
    changed(to);
  }

  @Override
  public void replace(String draft, String path) throws IOException {
    store.replace(draft, path);
    changed(path);
  }

  @Override
  public void delete(String path) throws IOException {
    store.delete(path);
  }

  @Override
  public Optional<Closeable> lock(Duration patience) throws IOException {
    return store.lock(patience);
  }

  @Override
  public Path path(String path) {
    return store.path(path);
  }

  @Override
  public void close() throws IOException {
    store.close();
  }
}
