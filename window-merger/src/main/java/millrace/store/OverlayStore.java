package millrace.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PositionedReadable;
import org.apache.hadoop.fs.Seekable;

/**
 * A store that shows another one, and keeps in memory what it is told to change: a rehearsal runs
 * on it as on the real one, and leaves no trace. What is written should be small.
 */
public final class OverlayStore implements Store {
  private final Store base;

  /** What stands here and not below: its bytes, or where the store below has them. */
  private final NavigableMap<String, OverlaidFile> here = new TreeMap<>();

  /** What the store below has and this one does not: files, and directories with all they hold. */
  private final TreeSet<String> gone = new TreeSet<>();

  private interface OverlaidFile {
    FSDataInputStream open() throws IOException;

    long length() throws IOException;
  }

  private static final class Written implements OverlaidFile {
    private final byte[] bytes;

    Written(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public FSDataInputStream open() {
      return new FSDataInputStream(new Bytes(bytes));
    }

    @Override
    public long length() {
      return bytes.length;
    }
  }

  private record Moved(Store base, String from) implements OverlaidFile {
    @Override
    public FSDataInputStream open() throws IOException {
      return base.open(from);
    }

    @Override
    public long length() throws IOException {
      return base.find(from).map(StoreEntry::length).orElse(0L);
    }
  }

  /** A rehearsal over {@code base}, which is only read. */
  public OverlayStore(Store base) {
    this.base = base;
  }

  private boolean isGone(String path) {
    for (String at = path; !at.isEmpty(); at = StorePath.parent(at)) {
      if (gone.contains(at)) {
        return true;
      }
    }
    return false;
  }

  private boolean isDirectoryHere(String path) {
    String first = here.ceilingKey(path + "/");
    return first != null && first.startsWith(path + "/");
  }

  @Override
  public synchronized List<StoreEntry> list(String directory) throws IOException {
    TreeMap<String, StoreEntry> entries = new TreeMap<>();
    for (StoreEntry entry : base.list(directory)) {
      if (!isGone(directory + "/" + entry.name())) {
        entries.put(entry.name(), entry);
      }
    }
    String below = directory + "/";
    for (String path : here.tailMap(below).keySet()) {
      if (!path.startsWith(below)) {
        break;
      }
      String name = path.substring(below.length());
      int end = name.indexOf('/');
      String own = end < 0 ? name : name.substring(0, end);
      entries.put(own, find(below + own).orElseThrow());
    }
    return List.copyOf(entries.values());
  }

  @Override
  public synchronized Optional<StoreEntry> find(String path) throws IOException {
    String name = StorePath.name(StorePath.checked(path));
    Optional<OverlaidFile> content = Optional.ofNullable(here.get(path));
    if (content.isPresent()) {
      return Optional.of(new StoreEntry(name, false, content.get().length()));
    }
    if (isDirectoryHere(path)) {
      return Optional.of(new StoreEntry(name, true, 0));
    }
    return isGone(path) ? Optional.empty() : base.find(path);
  }

  @Override
  public synchronized FSDataInputStream open(String path) throws IOException {
    Optional<OverlaidFile> content = Optional.ofNullable(here.get(StorePath.checked(path)));
    if (content.isPresent()) {
      return content.get().open();
    }
    if (isGone(path)) {
      throw new FileNotFoundException("no such file: " + path);
    }
    return base.open(path);
  }

  @Override
  public synchronized OutputStream create(String path) throws IOException {
    if (find(path).isPresent()) {
      throw new FileAlreadyExistsException(path);
    }
    here.put(path, new Written(new byte[0]));
    return new ByteArrayOutputStream() {
      @Override
      public void close() {
        synchronized (OverlayStore.this) {
          here.replace(path, new Written(toByteArray()));
        }
      }
    };
  }

  @Override
  public synchronized Outcome putIfAbsent(String draft, String path, byte[] bytes) {
    try {
      if (find(path).isPresent()) {
        return Outcome.REFUSED;
      }
      here.put(path, taken(draft));
      return Outcome.COMMITTED;
    } catch (IOException e) {
      return ReadBack.of(this, path, bytes, e);
    }
  }

  @Override
  public synchronized void move(String from, String to) throws IOException {
    boolean isThere = find(to).isPresent();
    if (find(from).isEmpty() && isThere) {
      return;
    }
    if (isThere) {
      throw new FileAlreadyExistsException(to);
    }
    here.put(to, taken(from));
  }

  @Override
  public synchronized void replace(String draft, String path) throws IOException {
    here.put(StorePath.checked(path), taken(draft));
  }

  /** What stands at a path, which is gone from there. */
  private OverlaidFile taken(String path) throws IOException {
    Optional<OverlaidFile> own = Optional.ofNullable(here.remove(StorePath.checked(path)));
    if (own.isEmpty() && (isGone(path) || base.find(path).isEmpty())) {
      throw new FileNotFoundException("no such file: " + path);
    }
    gone.add(path);
    return own.orElseGet(() -> new Moved(base, path));
  }

  @Override
  public synchronized void delete(String path) {
    StorePath.checked(path);
    here.keySet().removeIf(name -> name.equals(path) || name.startsWith(path + "/"));
    gone.add(path);
  }

  /** A rehearsal keeps nobody out, and nobody keeps it out. */
  @Override
  public Optional<Closeable> lock(Duration patience) {
    return Optional.of(() -> {});
  }

  @Override
  public Path path(String path) {
    return base.path(path);
  }

  /** Leaves the store below open: it is somebody else's. */
  @Override
  public void close() {
    // nothing of its own is open
  }

  private static final class Bytes extends ByteArrayInputStream
      implements Seekable, PositionedReadable {
    Bytes(byte[] bytes) {
      super(bytes);
    }

    @Override
    public void seek(long position) throws IOException {
      if (position < 0 || position > count) {
        throw new EOFException("position " + position + " of " + count);
      }
      pos = (int) position;
    }

    @Override
    public long getPos() {
      return pos;
    }

    @Override
    public boolean seekToNewSource(long target) {
      return false;
    }

    @Override
    public int read(long position, byte[] buffer, int offset, int length) {
      int from = (int) Math.min(position, count);
      int read = Math.min(length, count - from);
      if (read <= 0) {
        return length == 0 ? 0 : -1;
      }
      System.arraycopy(buf, from, buffer, offset, read);
      return read;
    }

    @Override
    public void readFully(long position, byte[] buffer, int offset, int length) throws IOException {
      if (position + length > count) {
        throw new EOFException("position " + position + " of " + count);
      }
      read(position, buffer, offset, length);
    }

    @Override
    public void readFully(long position, byte[] buffer) throws IOException {
      readFully(position, buffer, 0, buffer.length);
    }
  }
}
