package millrace.schedule;

import java.io.Closeable;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import millrace.input.LandedFile;
import millrace.input.Landing;
import millrace.store.Store;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;

/** A store each call of which is heard before it is made: as a verb and what it is done to. */
final class Overheard implements Store {
  /** Hears a call; what it throws is thrown in place of the call. */
  interface Ear {
    void hear(String call) throws IOException;
  }

  private final Store store;
  private final Ear ear;

  Overheard(Store store, Ear ear) {
    this.store = store;
    this.ear = ear;
  }

  /** A landing directory whose calls are heard as well. */
  static Landing landing(Landing landing, Ear ear) {
    return new LandingWrapper(landing) {
      @Override
      public Listing list() throws IOException {
        ear.hear("list landing");
        return super.list();
      }

      @Override
      public Optional<LandedFile> find(String path) throws IOException {
        ear.hear("find landing/" + path);
        return super.find(path);
      }

      @Override
      public InputStream open(LandedFile file) throws IOException {
        ear.hear("open landing/" + file.path());
        return super.open(file);
      }

      @Override
      public boolean isClosed(LandedFile file) throws IOException {
        ear.hear("ask whether closed landing/" + file.path());
        return super.isClosed(file);
      }

      @Override
      public void archive(LandedFile file) throws IOException {
        ear.hear("archive landing/" + file.path());
        super.archive(file);
      }
    };
  }

  @Override
  public List<StoreEntry> list(String directory) throws IOException {
    ear.hear("list " + directory);
    return store.list(directory);
  }

  @Override
  public Optional<StoreEntry> find(String path) throws IOException {
    ear.hear("find " + path);
    return store.find(path);
  }

  @Override
  public FSDataInputStream open(String path) throws IOException {
    ear.hear("open " + path);
    return store.open(path);
  }

  @Override
  public OutputStream create(String path) throws IOException {
    ear.hear("create " + path);
    return new FilterOutputStream(store.create(path)) {
      private boolean closed;

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        ear.hear("write " + path);
        out.write(bytes, offset, length);
      }

      @Override
      public void close() throws IOException {
        if (!closed) {
          closed = true;
          ear.hear("close " + path);
          out.close();
        }
      }
    };
  }

  @Override
  public Outcome putIfAbsent(String draft, String path, byte[] bytes) {
    try {
      ear.hear("put " + path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return store.putIfAbsent(draft, path, bytes);
  }

  @Override
  public void move(String from, String to) throws IOException {
    ear.hear("move " + from + " to " + to);
    store.move(from, to);
  }

  @Override
  public void replace(String draft, String path) throws IOException {
    ear.hear("replace " + path);
    store.replace(draft, path);
  }

  @Override
  public void delete(String path) throws IOException {
    ear.hear("delete " + path);
    store.delete(path);
  }

  @Override
  public Optional<Closeable> lock(Duration patience) throws IOException {
    ear.hear("lock");
    return store
        .lock(patience)
        .map(
            held ->
                () -> {
                  ear.hear("unlock");
                  held.close();
                });
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
