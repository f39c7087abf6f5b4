package millrace.schedule.simulator;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import millrace.store.Store;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/** The files of a simulated process as Hadoop reads them: what a store has, and no more. */
public final class SimulatedFileSystem extends FileSystem {
  static final String SCHEME = "simulated";

  private static final Map<String, Store> STORES = new ConcurrentHashMap<>();

  private URI uri = URI.create(SCHEME + ":///");
  private Optional<Store> store = Optional.empty();

  static void mount(String authority, Store store) {
    STORES.put(authority, store);
  }

  static void unmount(String authority) {
    STORES.remove(authority);
  }

  @Override
  public void initialize(URI name, Configuration conf) throws IOException {
    super.initialize(name, conf);
    uri = name;
    store = Optional.ofNullable(STORES.get(name.getAuthority()));
  }

  private Store store() throws IOException {
    return store.orElseThrow(() -> new IOException("no such process: " + uri));
  }

  @Override
  public URI getUri() {
    return uri;
  }

  @Override
  public FSDataInputStream open(Path path, int buffer) throws IOException {
    return store().open(path.toUri().getPath().substring(1));
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    Store.StoreEntry entry =
        store()
            .find(path.toUri().getPath().substring(1))
            .orElseThrow(() -> new FileNotFoundException(path.toString()));
    return new FileStatus(entry.length(), entry.directory(), 1, 1, 0, path);
  }

  private static IOException notForReaders() {
    return new IOException("only a store writes here");
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int buffer,
      short replication,
      long block,
      Progressable progress)
      throws IOException {
    throw notForReaders();
  }

  @Override
  public FSDataOutputStream append(Path path, int buffer, Progressable progress)
      throws IOException {
    throw notForReaders();
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    throw notForReaders();
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    throw notForReaders();
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    throw notForReaders();
  }

  @Override
  public void setWorkingDirectory(Path path) {}

  @Override
  public Path getWorkingDirectory() {
    return new Path("/");
  }

  @Override
  public boolean mkdirs(Path path, FsPermission permission) throws IOException {
    throw notForReaders();
  }
}
