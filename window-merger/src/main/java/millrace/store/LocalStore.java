package millrace.store;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hadoop.fs.BufferedFSInputStream;
import org.apache.hadoop.fs.FSDataInputStream;

/**
 * A pipeline on a local disk. Files are written and moved by java.nio: Hadoop's local file system
 * overwrites on rename, and keeps a checksum beside each file that is moved in a second step.
 */
final class LocalStore implements Store {
  private static final int BUFFER = 1 << 16;

  // The operating system frees a lock of this process as soon as the process closes any other
  // handle on the same file; so a
  // lock that is held in this JVM must be known without opening it.
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path root;

  /** The store in this directory, which need not be there yet. */
  LocalStore(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  @Override
  public List<StoreEntry> list(String directory) throws IOException {
    var entries = new ArrayList<StoreEntry>();
    each(directory, path -> entry(path).ifPresent(entries::add));
    entries.sort(Comparator.comparing(StoreEntry::name));
    return entries;
  }

  /** Without asking the disk, file by file, for what else {@link #list} tells. */
  @Override
  public List<String> names(String directory) throws IOException {
    var names = new ArrayList<String>();
    each(directory, path -> names.add(String.valueOf(path.getFileName())));
    Collections.sort(names);
    return names;
  }

  /** Sees something of a directory. */
  interface FileVisitor {
    void visit(Path path) throws IOException;
  }

  /** Visits what stands directly in a directory, in no order; nothing if it is none. */
  private void each(String directory, FileVisitor visitor) throws IOException {
    try (var stream = Files.newDirectoryStream(resolve(directory))) {
      each(stream, visitor);
    } catch (NoSuchFileException | NotDirectoryException none) {
      // nothing stands in it
    }
  }

  /** A disk that fails half-way is a failure of storage, as where it fails at the beginning. */
  static void each(DirectoryStream<Path> stream, FileVisitor visitor) throws IOException {
    try {
      for (Path path : stream) {
        visitor.visit(path);
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  @Override
  public Optional<StoreEntry> find(String path) throws IOException {
    return entry(resolve(path));
  }

  private static Optional<StoreEntry> entry(Path path) throws IOException {
    try {
      var attributes = Files.readAttributes(path, BasicFileAttributes.class);
      boolean directory = attributes.isDirectory();
      return Optional.of(
          new StoreEntry(
              String.valueOf(path.getFileName()), directory, directory ? 0 : attributes.size()));
    } catch (NoSuchFileException gone) {
      return Optional.empty();
    }
  }

  @Override
  public FSDataInputStream open(String path) throws IOException {
    Path file = resolve(path);
    if (Files.isDirectory(file)) {
      throw new FileNotFoundException("is a directory: " + file);
    }
    try {
      return new FSDataInputStream(
          new BufferedFSInputStream(
              new ChannelInput(FileChannel.open(file, StandardOpenOption.READ)), BUFFER));
    } catch (NoSuchFileException e) {
      throw notFound(file, e);
    }
  }

  @Override
  public OutputStream create(String path) throws IOException {
    Path file = resolve(path);
    directories(file);
    return new DurableOutput(
        FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW));
  }

  @Override
  public Outcome putIfAbsent(String draft, String path, byte[] bytes) {
    Path from = resolve(draft);
    Path to = resolve(path);
    try {
      directories(to);
      // Unlike a rename, a link fails where something is.
      Files.createLink(to, from);
      durable(parent(to));
      // Should this process end before the next line, the draft's name is swept; what both names
      // mean stays.
      Files.deleteIfExists(from);
      return Outcome.COMMITTED;
    } catch (IOException | RuntimeException e) {
      return ReadBack.of(this, path, bytes, e);
    }
  }

  @Override
  public void move(String from, String to) throws IOException {
    Path source = resolve(from);
    Path target = resolve(to);
    // A rename would overwrite. That nothing appears here between the question and the rename is
    // the promise that names of
    // files are unique; only putIfAbsent is for names that two may want.
    boolean there = Files.exists(target, LinkOption.NOFOLLOW_LINKS);
    boolean here = Files.exists(source, LinkOption.NOFOLLOW_LINKS);
    if (there && here) {
      throw new FileAlreadyExistsException(target.toString(), null, "cannot move " + source);
    }
    if (there) {
      return;
    }
    directories(target);
    try {
      Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
        throw notFound(source, e);
      }
    }
  }

  @Override
  public void replace(String draft, String path) throws IOException {
    Path source = resolve(draft);
    Path target = resolve(path);
    directories(target);
    if (Files.isDirectory(source)) {
      throw new FileNotFoundException("is a directory: " + source);
    }
    try {
      Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      throw notFound(source, e);
    }
  }

  @Override
  public void delete(String path) throws IOException {
    delete(resolve(path));
  }

  private static void delete(Path path) throws IOException {
    while (true) {
      try {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
          try (var children = Files.newDirectoryStream(path)) {
            each(children, LocalStore::delete);
          } catch (NoSuchFileException gone) {
            return;
          }
        }
        Files.deleteIfExists(path);
        return;
      } catch (DirectoryNotEmptyException e) {
        // Its owner is still writing into it, one file after the other; he cannot go on for ever.
      }
    }
  }

  /**
   * An operating-system lock: free the moment its process is dead, so there is nothing to be
   * patient for.
   */
  @Override
  public Optional<Closeable> lock(Duration patience) throws IOException {
    Path file = resolve(PipelinePaths.LOCK);
    directories(file);
    Path known = parent(file).toRealPath().resolve(StorePath.name(PipelinePaths.LOCK));
    if (!HELD.add(known)) {
      return Optional.empty();
    }
    Optional<Closeable> lock = Optional.empty();
    try {
      lock = osLock(file, known);
    } finally {
      if (lock.isEmpty()) {
        HELD.remove(known);
      }
    }
    return lock;
  }

  private static Optional<Closeable> osLock(Path file, Path known) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // Another class loader of this JVM holds it.
    } finally {
      if (lock == null) {
        channel.close();
      }
    }
    if (lock == null) {
      return Optional.empty();
    }
    var closed = new AtomicBoolean();
    return Optional.of(
        () -> {
          if (closed.compareAndSet(false, true)) {
            try {
              channel.close();
            } finally {
              HELD.remove(known);
            }
          }
        });
  }

  @Override
  public org.apache.hadoop.fs.Path path(String path) {
    return new org.apache.hadoop.fs.Path("file", null, resolve(path).toString());
  }

  @Override
  public void close() {}

  private Path resolve(String path) {
    try {
      return root.resolve(StorePath.checked(path));
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(
          "\"%s\" cannot be a file name here: %s. Set LC_ALL=C.UTF-8 before Millrace starts."
              .formatted(path, e.getReason()),
          e);
    }
  }

  private void directories(Path file) throws IOException {
    Files.createDirectories(parent(file));
  }

  private Path parent(Path file) {
    return Optional.ofNullable(file.getParent()).orElse(root);
  }

  private static void durable(Path directory) throws IOException {
    try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static FileNotFoundException notFound(Path file, NoSuchFileException cause) {
    var e = new FileNotFoundException("no such file: " + file);
    e.initCause(cause);
    return e;
  }

  /** Closing it waits until the disk has the bytes. */
  private static final class DurableOutput extends BufferedOutputStream {
    private final FileChannel channel;

    DurableOutput(FileChannel channel) {
      super(Channels.newOutputStream(channel), BUFFER);
      this.channel = channel;
    }

    @Override
    public void close() throws IOException {
      if (channel.isOpen()) {
        try (channel) {
          flush();
          channel.force(true);
        }
      }
    }
  }
}
