package millrace.store;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;

/**
 * A store at the other end of a wire: each step of each call is asked for and answered, and what
 * happens in between, or instead, is the wire's to say. What others do in several steps is several
 * steps here: a file is created, then written as it is closed. Nobody's lock keeps anybody out: a
 * lock decides nothing.
 */
public final class WiredStore implements Store {
  /** A step. */
  public enum Step {
    LIST,
    FIND,
    OPEN,
    CREATE,
    WRITE,
    PUT,
    MOVE,
    REPLACE,
    DELETE
  }

  /** What lies between a process and its files. */
  public interface Wire {
    /** A step is asked for; what is thrown here keeps it from happening. */
    void request(Step step, String path) throws IOException;

    /** A step was made; what is thrown here keeps its maker from knowing. */
    void answer(Step step, String path) throws IOException;

    /** How many bytes of a file arrive before the request to write it is seen to fail. */
    int arriving(String path, int length);

    /** Whether this is done later, at the wire's own time, and no answer comes. */
    boolean postpones(Runnable put);

    /** What was listed, in an order that does not depend on names drawn at random. */
    List<StoreEntry> listed(String directory, List<StoreEntry> entries);

    /** The path as Hadoop finds it. */
    Path path(String path);
  }

  private final Store store;
  private final Wire wire;

  /** These files, over this wire. */
  public WiredStore(Store store, Wire wire) {
    this.store = store;
    this.wire = wire;
  }

  @Override
  public List<StoreEntry> list(String directory) throws IOException {
    wire.request(Step.LIST, directory);
    return wire.listed(directory, store.list(directory));
  }

  @Override
  public Optional<StoreEntry> find(String path) throws IOException {
    wire.request(Step.FIND, path);
    return store.find(path);
  }

  @Override
  public FSDataInputStream open(String path) throws IOException {
    wire.request(Step.OPEN, path);
    return store.open(path);
  }

  @Override
  public OutputStream create(String path) throws IOException {
    wire.request(Step.CREATE, path);
    OutputStream created = store.create(path);
    wire.answer(Step.CREATE, path);
    return new Writing(path, created);
  }

  @Override
  public Outcome putIfAbsent(String draft, String path, byte[] bytes) {
    try {
      wire.request(Step.PUT, path);
      if (wire.postpones(() -> store.putIfAbsent(draft, path, bytes))) {
        throw new IOException("no answer: " + path);
      }
      Outcome outcome = store.putIfAbsent(draft, path, bytes);
      wire.answer(Step.PUT, path);
      return outcome;
    } catch (IOException e) {
      return ReadBack.of(this, path, bytes, e);
    }
  }

  @Override
  public void move(String from, String to) throws IOException {
    wire.request(Step.MOVE, to);
    store.move(from, to);
    wire.answer(Step.MOVE, to);
  }

  @Override
  public void replace(String draft, String path) throws IOException {
    wire.request(Step.REPLACE, path);
    store.replace(draft, path);
    wire.answer(Step.REPLACE, path);
  }

  @Override
  public void delete(String path) throws IOException {
    wire.request(Step.DELETE, path);
    store.delete(path);
    wire.answer(Step.DELETE, path);
  }

  @Override
  public Optional<Closeable> lock(Duration patience) {
    return Optional.of(() -> {});
  }

  @Override
  public Path path(String path) {
    return wire.path(path);
  }

  /** Does not close the store below, which outlives this process. */
  @Override
  public void close() {}

  private final class Writing extends OutputStream {
    private final String path;
    private final OutputStream out;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean closed;

    Writing(String path, OutputStream out) {
      this.path = path;
      this.out = out;
    }

    @Override
    public void write(int b) {
      bytes.write(b);
    }

    @Override
    public void write(byte[] more, int offset, int length) {
      bytes.write(more, offset, length);
    }

    @Override
    public void close() throws IOException {
      if (closed) {
        return;
      }
      closed = true;
      int arriving = wire.arriving(path, bytes.size());
      if (arriving < bytes.size()) {
        out.write(bytes.toByteArray(), 0, arriving);
        out.flush();
      }
      wire.request(Step.WRITE, path);
      if (arriving < bytes.size()) {
        throw new IOException("only " + arriving + " bytes arrived: " + path);
      }
      bytes.writeTo(out);
      out.close();
      wire.answer(Step.WRITE, path);
    }
  }
}
