package millrace.store;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;

/** A store whose process falls asleep before one of its calls, while something else happens. */
final class SleepingStore implements Store {
  /** What happens meanwhile. */
  interface Dream {
    void run() throws IOException;
  }

  private final Store store;
  private final Dream dream;
  private int calls;

  SleepingStore(Store store, int calls, Dream dream) {
    this.store = store;
    this.calls = calls;
    this.dream = dream;
  }

  boolean slept() {
    return calls <= 0;
  }

  private Store awake() throws IOException {
    if (--calls == 0) {
      dream.run();
    }
    return store;
  }

  @Override
  public List<StoreEntry> list(String path) throws IOException {
    return awake().list(path);
  }

  @Override
  public Optional<StoreEntry> find(String path) throws IOException {
    return awake().find(path);
  }

  @Override
  public FSDataInputStream open(String path) throws IOException {
    return awake().open(path);
  }

  @Override
  public OutputStream create(String path) throws IOException {
    return awake().create(path);
  }

  @Override
  public Outcome putIfAbsent(String draft, String path, byte[] bytes) {
    try {
      return awake().putIfAbsent(draft, path, bytes);
    } catch (IOException e) {
      throw new AssertionError("the other process failed", e);
    }
  }

  @Override
  public void move(String from, String to) throws IOException {
    awake().move(from, to);
  }

  @Override
  public void replace(String draft, String path) throws IOException {
    awake().replace(draft, path);
  }

  @Override
  public void delete(String path) throws IOException {
    awake().delete(path);
  }

  @Override
  public Optional<Closeable> lock(Duration patience) throws IOException {
    return awake().lock(patience);
  }

  @Override
  public Path path(String path) {
    return store.path(path);
  }

  @Override
  public void close() {}
}
