package millrace.schedule;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import millrace.store.Store;

/** Another process with the same files, which nobody's lock keeps out. */
class Unlocked extends StoreWrapper {
  Unlocked(Store store) {
    super(store);
  }

  @Override
  public Optional<Closeable> lock(Duration patience) {
    return Optional.of(() -> {});
  }

  /** Called before every call that changes anything. */
  void beforeAChange() throws IOException {}

  @Override
  public OutputStream create(String path) throws IOException {
    beforeAChange();
    return super.create(path);
  }

  @Override
  public Outcome putIfAbsent(String draft, String path, byte[] bytes) {
    try {
      beforeAChange();
    } catch (IOException e) {
      return Outcome.UNKNOWN;
    }
    return super.putIfAbsent(draft, path, bytes);
  }

  @Override
  public void move(String from, String to) throws IOException {
    beforeAChange();
    super.move(from, to);
  }

  @Override
  public void replace(String draft, String path) throws IOException {
    beforeAChange();
    super.replace(draft, path);
  }

  @Override
  public void delete(String path) throws IOException {
    beforeAChange();
    super.delete(path);
  }
}
