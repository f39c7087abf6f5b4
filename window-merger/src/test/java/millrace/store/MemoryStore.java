package millrace.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PositionedReadable;
import org.apache.hadoop.fs.Seekable;

/**
 * A pipeline in memory that behaves as on HDFS: a name that is taken stays taken, a file that is
 * deleted or moved under its writer takes him along, directories stay when they are empty. {@link
 * StoreContract} holds it to that.
 */
public class MemoryStore implements Store {
  private final Map<String, File> files = new TreeMap<>();
  private final TreeSet<String> directories = new TreeSet<>();
  private boolean locked;

  private static final class File {
    private byte[] bytes = new byte[0];
  }

  @Override
  public synchronized List<StoreEntry> list(String directory) {
    StorePath.checked(directory);
    var entries = new TreeMap<String, StoreEntry>();
    for (String path : directories) {
      if (StorePath.parent(path).equals(directory)) {
        entries.put(StorePath.name(path), new StoreEntry(StorePath.name(path), true, 0));
      }
    }
    files.forEach(
        (path, file) -> {
          if (StorePath.parent(path).equals(directory)) {
            entries.put(
                StorePath.name(path),
                new StoreEntry(StorePath.name(path), false, file.bytes.length));
          }
        });
    return List.copyOf(entries.values());
  }

  @Override
  public synchronized Optional<StoreEntry> find(String path) {
    StorePath.checked(path);
    String name = StorePath.name(path);
    return directories.contains(path)
        ? Optional.of(new StoreEntry(name, true, 0))
        : Optional.ofNullable(files.get(path))
            .map(file -> new StoreEntry(name, false, file.bytes.length));
  }

  @Override
  public synchronized FSDataInputStream open(String path) throws IOException {
    return new FSDataInputStream(new Bytes(file(path).bytes));
  }

  private File file(String path) throws FileNotFoundException {
    File file = files.get(StorePath.checked(path));
    if (file == null) {
      throw new FileNotFoundException("no such file: " + path);
    }
    return file;
  }

  @Override
  public synchronized OutputStream create(String path) throws IOException {
    StorePath.checked(path);
    refuseTaken(path);
    makeDirectories(path);
    var file = new File();
    files.put(path, file);
    return new Writing(file);
  }

  private boolean isTaken(String path) {
    return files.containsKey(path) || directories.contains(path);
  }

  private void refuseTaken(String path) throws FileAlreadyExistsException {
    if (isTaken(path)) {
      throw new FileAlreadyExistsException(path);
    }
  }

  private void makeDirectories(String path) throws IOException {
    String parent = StorePath.parent(path);
    if (parent.isEmpty()) {
      return;
    }
    if (files.containsKey(parent)) {
      throw new IOException("is a file: " + parent);
    }
    makeDirectories(parent);
    directories.add(parent);
  }

  @Override
  public synchronized Outcome putIfAbsent(String draft, String path, byte[] bytes) {
    StorePath.checked(path);
    try {
      makeDirectories(path);
      File file = file(draft);
      refuseTaken(path);
      files.remove(draft);
      files.put(path, file);
      return Outcome.COMMITTED;
    } catch (IOException e) {
      return ReadBack.of(this, path, bytes, e);
    }
  }

  @Override
  public synchronized void move(String from, String to) throws IOException {
    StorePath.checked(to);
    if (!isTaken(StorePath.checked(from)) && isTaken(to)) {
      return;
    }
    makeDirectories(to);
    File file = file(from);
    refuseTaken(to);
    files.remove(from);
    files.put(to, file);
  }

  @Override
  public synchronized void replace(String draft, String path) throws IOException {
    StorePath.checked(path);
    makeDirectories(path);
    File file = file(draft);
    if (directories.contains(path)) {
      throw new FileAlreadyExistsException(path);
    }
    files.remove(draft);
    files.put(path, file);
  }

  @Override
  public synchronized void delete(String path) {
    StorePath.checked(path);
    files.keySet().removeIf(name -> name.equals(path) || name.startsWith(path + "/"));
    directories.removeIf(name -> name.equals(path) || name.startsWith(path + "/"));
  }

  @Override
  public synchronized Optional<Closeable> lock(Duration patience) {
    if (locked) {
      return Optional.empty();
    }
    locked = true;
    return Optional.of(new Lock());
  }

  /** Frees the lock as the death of its holder would. */
  public synchronized void holderDies() {
    locked = false;
  }

  /** A name, for messages: Hadoop can read nothing here. */
  @Override
  public Path path(String path) {
    return new Path("memory", null, "/" + StorePath.checked(path));
  }

  @Override
  public void close() {}

  /** All files and what is in them, as UTF-8. */
  public synchronized Map<String, String> contents() {
    var contents = new TreeMap<String, String>();
    files.forEach(
        (path, file) -> contents.put(path, new String(file.bytes, StandardCharsets.UTF_8)));
    return contents;
  }

  private final class Lock implements Closeable {
    private boolean mine = true;

    @Override
    public void close() {
      synchronized (MemoryStore.this) {
        if (mine) {
          locked = false;
        }
        mine = false;
      }
    }
  }

  private final class Writing extends OutputStream {
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
    private final File file;
    private boolean open = true;

    Writing(File file) {
      this.file = file;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (!open) {
        throw new IOException("closed");
      }
      pending.write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
      synchronized (MemoryStore.this) {
        if (!files.containsValue(file)) {
          throw new FileNotFoundException("the file was deleted under its writer");
        }
        file.bytes = pending.toByteArray();
      }
    }

    @Override
    public void close() throws IOException {
      if (open) {
        open = false;
        flush();
      }
    }
  }

  private static final class Bytes extends ByteArrayInputStream
      implements Seekable, PositionedReadable {
    Bytes(byte[] bytes) {
      super(bytes);
    }

    @Override
    public synchronized void seek(long position) throws IOException {
      if (position < 0 || position > count) {
        throw new EOFException("no position in this file: " + position);
      }
      pos = (int) position;
    }

    @Override
    public synchronized long getPos() {
      return pos;
    }

    @Override
    public boolean seekToNewSource(long position) {
      return false;
    }

    @Override
    public int read(long position, byte[] buffer, int offset, int length) {
      if (position >= count) {
        return -1;
      }
      int n = (int) Math.min(length, count - position);
      System.arraycopy(buf, (int) position, buffer, offset, n);
      return n;
    }

    @Override
    public void readFully(long position, byte[] buffer, int offset, int length) throws IOException {
      if (read(position, buffer, offset, length) < length) {
        throw new EOFException("the file ends before " + (position + length));
      }
    }

    @Override
    public void readFully(long position, byte[] buffer) throws IOException {
      readFully(position, buffer, 0, buffer.length);
    }
  }
}
