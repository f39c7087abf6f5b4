package millrace.snapshot;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;

/**
 * A store that fails at its n-th change. What others do in several steps counts as several changes:
 * a file is created, written in pieces and closed; a directory is deleted one thing after the
 * other.
 */
public final class CrashingStore implements Store {
  private static final int PIECE = 1 << 16;

  /** What happens at the n-th change. */
  public enum Failure {
    /** The process dies; the change is not made, and of a write only the first half. */
    DIES_BEFORE,
    /** The change is made, and the process dies. */
    DIES_AFTER,
    /** The change is not made, and an error is reported. */
    FAILS,
    /** The change is made, but an error is reported. */
    ACKNOWLEDGEMENT_LOST,
    /**
     * The disk is full: of a write only the first half is made, and an error is reported; so are
     * all later changes that need room.
     */
    NO_SPACE
  }

  private final Store store;
  private final long fatal;
  private final Failure failure;
  private final List<OutputStream> open = new ArrayList<>();
  private long changes;
  private boolean dead;

  /** Fails at the change with this number, the first being 1. */
  public CrashingStore(Store store, long fatal, Failure failure) {
    this.store = store;
    this.fatal = fatal;
    this.failure = failure;
  }

  /** Whether the change that was to fail never came. */
  public boolean survived() {
    return changes < fatal;
  }

  /** How many changes there were. */
  public long changes() {
    return changes;
  }

  private interface Action {
    void run() throws IOException;
  }

  private void alive() {
    if (dead) {
      throw new Crash("already dead since change " + fatal);
    }
  }

  private void change(String what, Action effect, Action half) throws IOException {
    alive();
    changes++;
    boolean full = failure == Failure.NO_SPACE && changes > fatal && needsRoom(what);
    if (changes != fatal && !full) {
      effect.run();
      return;
    }
    switch (failure) {
      case DIES_BEFORE -> {
        half.run();
        throw die("before change " + fatal + ": " + what);
      }
      case DIES_AFTER -> {
        effect.run();
        throw die("after change " + fatal + ": " + what);
      }
      case FAILS -> throw new IOException("failed on purpose, without effect: " + what);
      case ACKNOWLEDGEMENT_LOST -> {
        effect.run();
        throw new IOException("failed on purpose, though done: " + what);
      }
      case NO_SPACE -> {
        half.run();
        throw new IOException("No space left on device");
      }
    }
  }

  private static boolean needsRoom(String what) {
    return what.startsWith("create ") || what.startsWith("write ");
  }

  private void change(String what, Action effect) throws IOException {
    change(what, effect, () -> {});
  }

  private Crash die(String at) {
    dead = true;
    // A dead process holds no files open; what it had in memory is gone, so nothing is left for
    // these to write.
    for (OutputStream stream : open) {
      try {
        stream.close();
      } catch (IOException e) {
        // It was deleted already.
      }
    }
    return new Crash(at);
  }

  @Override
  public List<Entry> list(String directory) throws IOException {
    alive();
    return store.list(directory);
  }

  @Override
  public Optional<Entry> find(String path) throws IOException {
    alive();
    return store.find(path);
  }

  @Override
  public FSDataInputStream open(String path) throws IOException {
    alive();
    return store.open(path);
  }

  @Override
  public OutputStream create(String path) throws IOException {
    var created = new ArrayList<OutputStream>();
    change(
        "create " + path,
        () -> {
          created.add(store.create(path));
          open.addAll(created);
        });
    return new BufferedOutputStream(new Pieces(path, created.get(0)), PIECE);
  }

  /**
   * What the effect was when no answer came is not told, as if the place could not be read either.
   */
  @Override
  public Outcome putIfAbsent(String draft, String path, byte[] bytes) {
    var outcome = new ArrayList<Outcome>();
    try {
      change("put " + path, () -> outcome.add(store.putIfAbsent(draft, path, bytes)));
      return outcome.get(0);
    } catch (IOException e) {
      return Outcome.UNKNOWN;
    }
  }

  @Override
  public void move(String from, String to) throws IOException {
    change("move " + from + " to " + to, () -> store.move(from, to));
  }

  @Override
  public void replace(String draft, String path) throws IOException {
    change("put " + draft + " in the place of " + path, () -> store.replace(draft, path));
  }

  @Override
  public void delete(String path) throws IOException {
    for (Entry entry : list(path)) {
      delete(path + "/" + entry.name());
    }
    change("delete " + path, () -> store.delete(path));
  }

  @Override
  public Optional<Closeable> lock(Duration patience) throws IOException {
    alive();
    return store.lock(patience);
  }

  @Override
  public Path path(String path) {
    return store.path(path);
  }

  /** Does not close the store below, which outlives this process. */
  @Override
  public void close() {}

  private final class Pieces extends OutputStream {
    private final String path;
    private final OutputStream out;
    private boolean closed;

    Pieces(String path, OutputStream out) {
      this.path = path;
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      change(
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
        change("close " + path, out::close);
      }
    }
  }
}
