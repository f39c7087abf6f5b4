package millrace.store;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.client.HdfsClientConfigKeys;
import org.apache.hadoop.hdfs.protocol.HdfsFileStatus;
import org.apache.hadoop.ipc.RemoteException;

/**
 * A pipeline on HDFS. Only the rename with options is used, the one that never overwrites unless
 * told so; the two-argument rename answers {@code true} when it has moved a file into a directory
 * of that name.
 */
final class HdfsStore implements Store {
  private static final int BUFFER = 1 << 16;
  private static final String CLOSE_DELAY =
      HdfsClientConfigKeys.BlockWrite.LOCATEFOLLOWINGBLOCK_INITIAL_DELAY_MS_KEY;
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

  private final DistributedFileSystem fs;
  private final Path root;

  private HdfsStore(DistributedFileSystem fs, Path root) {
    this.fs = fs;
    this.root = root;
  }

  static HdfsStore open(Configuration conf, Path root, URI uri) throws IOException {
    var settings = new Configuration(conf);
    if (!isConfigured(settings, CLOSE_DELAY)) {
      // A small file's close asks once too early, and by default again after 400 ms; most of what
      // is written here is small.
      settings.setInt(CLOSE_DELAY, 10);
    }
    FileSystem opened = FileSystem.newInstance(uri, settings);
    if (opened instanceof DistributedFileSystem hdfs) {
      return new HdfsStore(hdfs, hdfs.makeQualified(root));
    }
    opened.close();
    throw new IllegalArgumentException(
        """
        %s: fs.hdfs.impl is %s, whose commits nobody has proved; Millrace needs Hadoop's own client\
        """
            .formatted(root, opened.getClass().getName()));
  }

  private static boolean isConfigured(Configuration conf, String key) {
    String[] sources = conf.getPropertySources(key);
    return conf.get(key) != null
        && !(sources != null
            && sources.length > 0
            && sources[sources.length - 1].endsWith("-default.xml"));
  }

  @Override
  public List<StoreEntry> list(String directory) throws IOException {
    Path path = path(directory);
    var entries = new ArrayList<StoreEntry>();
    try {
      var statuses = fs.listStatusIterator(path);
      while (statuses.hasNext()) {
        FileStatus status = statuses.next();
        if (status.getPath().equals(path)) {
          return List.of();
        }
        entries.add(entry(status));
      }
    } catch (FileNotFoundException none) {
      return List.of();
    }
    entries.sort(Comparator.comparing(StoreEntry::name));
    return entries;
  }

  @Override
  public Optional<StoreEntry> find(String path) throws IOException {
    return status(path(path)).map(HdfsStore::entry);
  }

  private Optional<FileStatus> status(Path path) throws IOException {
    try {
      return Optional.of(fs.getFileStatus(path));
    } catch (FileNotFoundException none) {
      return Optional.empty();
    }
  }

  private static StoreEntry entry(FileStatus status) {
    return new StoreEntry(
        status.getPath().getName(),
        status.isDirectory(),
        status.isDirectory() ? 0 : status.getLen());
  }

  @Override
  public FSDataInputStream open(String path) throws IOException {
    return fs.open(path(path), BUFFER);
  }

  @Override
  public OutputStream create(String path) throws IOException {
    Path file = path(path);
    try {
      return fs.create(
          file,
          FsPermission.getFileDefault(),
          EnumSet.of(CreateFlag.CREATE, CreateFlag.SYNC_BLOCK),
          BUFFER,
          fs.getDefaultReplication(file),
          fs.getDefaultBlockSize(file),
          null);
    } catch (IOException e) {
      IOException unwrapped = unwrapped(e);
      if (status(file).isPresent()) {
        var exists = new FileAlreadyExistsException(file.toString());
        exists.initCause(unwrapped);
        throw exists;
      }
      throw unwrapped;
    }
  }

  @Override
  public Outcome putIfAbsent(String draft, String path, byte[] bytes) {
    Path from = path(draft);
    Path to = path(path);
    try {
      fs.mkdirs(to.getParent());
      fs.rename(from, to, Rename.NONE);
      return Outcome.COMMITTED;
    } catch (IOException | RuntimeException e) {
      return ReadBack.of(this, path, bytes, e instanceof IOException io ? unwrapped(io) : e);
    }
  }

  @Override
  public void move(String from, String to) throws IOException {
    Path source = path(from);
    Path target = path(to);
    fs.mkdirs(target.getParent());
    try {
      fs.rename(source, target, Rename.NONE);
    } catch (IOException e) {
      boolean there = status(target).isPresent();
      boolean here = status(source).isPresent();
      if (there && here) {
        var exists =
            new FileAlreadyExistsException(target.toString(), null, "cannot move " + source);
        exists.initCause(unwrapped(e));
        throw exists;
      }
      if (!there) {
        throw unwrapped(e);
      }
    }
  }

  @Override
  public void replace(String draft, String path) throws IOException {
    Path source = path(draft);
    Path target = path(path);
    fs.mkdirs(target.getParent());
    try {
      fs.rename(source, target, Rename.OVERWRITE);
    } catch (IOException e) {
      throw unwrapped(e);
    }
  }

  @Override
  public void delete(String path) throws IOException {
    fs.delete(path(path), true);
  }

  /**
   * An empty file that its holder keeps open. While he lives HDFS refuses its name to others; when
   * he is dead HDFS closes the file, a minute after, at the next attempt to create it. A closed one
   * is thus nobody's.
   */
  @Override
  public Optional<Closeable> lock(Duration patience) throws IOException {
    Path file = path(PipelinePaths.LOCK);
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        return Optional.of(held(file, fs.create(file, false)));
      } catch (IOException e) {
        Optional<FileStatus> found = status(file);
        if (found.isPresent()) {
          if (removeIfClosed(found.get())) {
            continue;
          }
          long left = deadline - System.nanoTime();
          if (left <= 0) {
            return Optional.empty();
          }
          pause(Math.min(left, BETWEEN_LOOKS.toNanos()));
        } else if (!isNameTaken(e)) {
          throw unwrapped(e);
        }
        // Else it went between the two questions: ask again.
      }
    }
  }

  private Closeable held(Path file, OutputStream open) throws IOException {
    FileStatus mine = fs.getFileStatus(file);
    var closed = new AtomicBoolean();
    return () -> {
      if (closed.compareAndSet(false, true)) {
        open.close();
        removeIfClosed(mine);
      }
    };
  }

  /**
   * Removes the very file that was looked at, unless someone is writing it: a closed file is never
   * opened again, and it is removed by its id, so a lock that somebody took meanwhile under the
   * same name is safe.
   */
  private boolean removeIfClosed(FileStatus seen) throws IOException {
    if (!(seen instanceof HdfsFileStatus hdfs)) {
      throw new IOException("HDFS told no file id of " + seen.getPath());
    }
    Path byId = new Path(root, "/.reserved/.inodes/" + hdfs.getFileId());
    try {
      if (!fs.isFileClosed(byId)) {
        return false;
      }
      String temporary = PipelinePaths.TEMPORARY + "/" + UUID.randomUUID();
      fs.mkdirs(path(PipelinePaths.TEMPORARY));
      fs.rename(byId, path(temporary), Rename.NONE);
      delete(temporary);
      return true;
    } catch (FileNotFoundException gone) {
      return true;
    } catch (RemoteException e) {
      if (unwrapped(e) instanceof FileNotFoundException) {
        return true;
      }
      throw unwrapped(e);
    }
  }

  private static boolean isNameTaken(IOException e) {
    String name = unwrapped(e).getClass().getSimpleName();
    return name.equals("AlreadyBeingCreatedException") || name.equals("FileAlreadyExistsException");
  }

  private static void pause(long nanos) throws InterruptedIOException {
    try {
      TimeUnit.NANOSECONDS.sleep(nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while another attempt held the lock");
    }
  }

  @Override
  public Path path(String path) {
    return new Path(root, StorePath.checked(path));
  }

  @Override
  public void close() throws IOException {
    fs.close();
  }

  private static IOException unwrapped(IOException e) {
    return e instanceof RemoteException remote ? remote.unwrapRemoteException() : e;
  }
}
