package millrace.schedule;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import millrace.store.Store;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;

/** A store like another, but for what is overridden. */
public class StoreWrapper implements Store {
  private final Store store;

  /** A store like {@code store}. */
  public StoreWrapper(Store store) {
    this.store = store;
  }

  @Override
  public List<StoreEntry> list(String directory) throws IOException {
    return store.list(directory);
  }

  @Override
  public Optional<StoreEntry> find(String path) throws IOException {
    return store.find(path);
  }

  @Override
  public FSDataInputStream open(String path) throws IOException {
    return store.open(path);
  }

  @Override
  public OutputStream create(String path) throws IOException {
    return store.create(path);
  }

  @Override
  public Outcome putIfAbsent(String draft, String path, byte[] bytes) {
    return store.putIfAbsent(draft, path, bytes);
  }

  @Override
  public void move(String from, String to) throws IOException {
    store.move(from, to);
  }

  @Override
  public void replace(String draft, String path) throws IOException {
    store.replace(draft, path);
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
