package millrace.store;

import java.io.Closeable;
import java.io.EOFException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.Path;

/** A store whose failures say what was being done to which file, and what to do now. */
final class ExplainingStore implements Store {
  private final Store store;

  ExplainingStore(Store store) {
    this.store = store;
  }

  private interface StoreCall<T> {
    T make() throws IOException;
  }

  private interface StoreChange {
    void make() throws IOException;
  }

  private <T> T explained(String verb, String path, StoreCall<T> call) throws IOException {
    try {
      return call.make();
    } catch (IOException e) {
      throw StorageFailure.of(verb + " " + path(path), e);
    }
  }

  private void change(String verb, String path, StoreChange change) throws IOException {
    explained(
        verb,
        path,
        () -> {
          change.make();
          return true;
        });
  }

  @Override
  public List<StoreEntry> list(String directory) throws IOException {
    return explained("list", directory, () -> store.list(directory));
  }

  @Override
  public List<String> names(String directory) throws IOException {
    return explained("list", directory, () -> store.names(directory));
  }

  @Override
  public Optional<StoreEntry> find(String path) throws IOException {
    return explained("look for", path, () -> store.find(path));
  }

  @Override
  public FSDataInputStream open(String path) throws IOException {
    return explained(
        "open", path, () -> new FSDataInputStream(new ExplainedInput(path, store.open(path))));
  }

  @Override
  public OutputStream create(String path) throws IOException {
    return explained("create", path, () -> new ExplainedOutput(path, store.create(path)));
  }

  @Override
  public Outcome putIfAbsent(String draft, String path, byte[] bytes) {
    return store.putIfAbsent(draft, path, bytes);
  }

  @Override
  public void move(String from, String to) throws IOException {
    change("move " + path(from) + " to", to, () -> store.move(from, to));
  }

  @Override
  public void replace(String draft, String path) throws IOException {
    change("write", path, () -> store.replace(draft, path));
  }

  @Override
  public void delete(String path) throws IOException {
    change("delete", path, () -> store.delete(path));
  }

  @Override
  public Optional<Closeable> lock(Duration patience) throws IOException {
    return explained("take the lock", PipelinePaths.LOCK, () -> store.lock(patience))
        .map(held -> () -> change("free the lock", PipelinePaths.LOCK, held::close));
  }

  @Override
  public Path path(String path) {
    return store.path(path);
  }

  @Override
  public void close() throws IOException {
    store.close();
  }

  private final class ExplainedOutput extends FilterOutputStream {
    private final String path;

    ExplainedOutput(String path, OutputStream out) {
      super(out);
      this.path = path;
    }

    @Override
    public void write(int b) throws IOException {
      change("write", path, () -> out.write(b));
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      change("write", path, () -> out.write(bytes, offset, length));
    }

    @Override
    public void flush() throws IOException {
      change("write", path, out::flush);
    }

    @Override
    public void close() throws IOException {
      change("write", path, out::close);
    }
  }

  private final class ExplainedInput extends FSInputStream {
    private final String path;
    private final FSDataInputStream in;

    ExplainedInput(String path, FSDataInputStream in) {
      this.path = path;
      this.in = in;
    }

    /** The end of a file is no failure of storage: who reads knows whether it comes too early. */
    private <T> T reading(StoreCall<T> call) throws IOException {
      try {
        return call.make();
      } catch (EOFException e) {
        throw e;
      } catch (IOException e) {
        throw StorageFailure.of("read " + path(path), e);
      }
    }

    @Override
    public int read() throws IOException {
      return reading(in::read);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return reading(() -> in.read(bytes, offset, length));
    }

    @Override
    public void seek(long position) throws IOException {
      reading(
          () -> {
            in.seek(position);
            return true;
          });
    }

    @Override
    public long getPos() throws IOException {
      return in.getPos();
    }

    @Override
    public boolean seekToNewSource(long position) throws IOException {
      return reading(() -> in.seekToNewSource(position));
    }

    @Override
    public int available() throws IOException {
      return in.available();
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
