package millrace.schedule.simulator;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import millrace.schedule.StoreWrapper;
import millrace.store.Store;

/** The disk, and an oracle that is told of each change of a snapshot. */
final class Watched extends StoreWrapper {
  private final Store store;
  private final Oracle oracle;

  Watched(Store store, Oracle oracle) {
    super(store);
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
  public OutputStream create(String path) throws IOException {
    return new FilterOutputStream(super.create(path)) {
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
    Outcome outcome = super.putIfAbsent(draft, path, bytes);
    changed(path);
    return outcome;
  }

  @Override
  public void move(String from, String to) throws IOException {
    super.move(from, to);
    changed(to);
  }

  @Override
  public void replace(String draft, String path) throws IOException {
    super.replace(draft, path);
    changed(path);
  }
}
