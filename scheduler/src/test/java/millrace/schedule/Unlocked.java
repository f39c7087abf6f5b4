package millrace.schedule;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import millrace.snapshot.Store;
import org.apache.hadoop.fs.FSDataInputStream;

/** Another process with the same files, which nobody's lock keeps out. */
class Unlocked implements Store {
  private final Store store;

  Unlocked(Store store) {
    this.store = store;
  }

  @Override
  public Optional<Closeable> lock(Duration patience) {
    return Optional.of(() -> {});
  }

  /** Called before every call that changes anything. */
  void beforeAChange() throws IOException {}

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
    beforeAChange();
    return store.create(path);
  }

  @Override
  public Outcome putIfAbsent(String draft, String path, byte[] bytes) {
    try {
      beforeAChange();
    } catch (IOException e) {
      return Outcome.UNKNOWN;
    }
    return store.putIfAbsent(draft, path, bytes);
  }

  @Override
  public void move(String from, String to) throws IOException {
    beforeAChange();
    store.move(from, to);
  }

  @Override
  public void replace(String draft, String path) throws IOException {
    beforeAChange();
    store.replace(draft, path);
  }

  @Override
  public void delete(String path) throws IOException {
    beforeAChange();
    store.delete(path);
  }

  @Override
  public org.apache.hadoop.fs.Path path(String path) {
    return store.path(path);
  }

  @Override
  public void close() throws IOException {
    store.close();
  }
}
