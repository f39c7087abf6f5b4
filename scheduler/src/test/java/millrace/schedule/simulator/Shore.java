package millrace.schedule.simulator;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import millrace.input.LandedFile;
import millrace.input.Landing;
import org.apache.hadoop.fs.Path;

/**
 * A landing directory in memory, as HDFS would have it: a file is what its id says, whatever its
 * name; names change hands; a writer goes on writing whatever became of the name; nobody is told.
 */
final class Shore {
  private final Baton baton;
  private final Oracle oracle;
  private final Map<String, Inode> names = new TreeMap<>();
  private final Map<String, Inode> inodes = new TreeMap<>();

  /** A file. */
  final class Inode {
    private final String id = Integer.toString(1000 + inodes.size());
    private byte[] bytes = new byte[0];
    private Instant modified = baton.now();
    private boolean open;

    byte[] bytes() {
      return bytes.clone();
    }

    Instant modified() {
      return modified;
    }

    boolean isOpen() {
      return open;
    }
  }

  Shore(Baton baton, Oracle oracle) {
    this.baton = baton;
    this.oracle = oracle;
  }

  // --- what producers do, each at one stroke

  /** A new file takes the name, whoever had it. */
  Inode create(String name) {
    Inode inode = new Inode();
    inodes.put(inode.id, inode);
    inode.open = true;
    names.put(name, inode);
    seen();
    return inode;
  }

  void append(Inode inode, byte[] more) {
    byte[] all = Arrays.copyOf(inode.bytes, inode.bytes.length + more.length);
    System.arraycopy(more, 0, all, inode.bytes.length, more.length);
    write(inode, all);
  }

  void write(Inode inode, byte[] all) {
    inode.bytes = all.clone();
    inode.modified = baton.now();
    seen();
  }

  void close(Inode inode) {
    inode.open = false;
    seen();
  }

  void setTime(Inode inode, Instant time) {
    inode.modified = time;
  }

  void rename(String from, String to) {
    Optional.ofNullable(names.remove(from)).ifPresent(inode -> names.put(to, inode));
    seen();
  }

  void delete(String name) {
    names.remove(name);
  }

  Optional<Inode> at(String name) {
    return Optional.ofNullable(names.get(name));
  }

  /** What lies there, by name. */
  Map<String, Inode> files() {
    return new TreeMap<>(names);
  }

  private void seen() {
    names.forEach(
        (name, inode) -> {
          if (!inode.open) {
            oracle.mayBeTaken(name, inode.bytes);
          }
        });
  }

  private static boolean isArchived(String name) {
    return name.startsWith("_archive/");
  }

  // --- what attempts do

  /** The directory as a process finds it. */
  Landing over(Process process) {
    return new View(process);
  }

  private static LandedFile landed(String name, Inode inode) {
    return new LandedFile(name, inode.id, inode.bytes.length, inode.modified, Instant.EPOCH);
  }

  private final class View implements Landing {
    private final Process process;

    View(Process process) {
      this.process = process;
    }

    @Override
    public Listing list() throws IOException {
      process.landing("list");
      List<LandedFile> files = new ArrayList<>();
      names.forEach(
          (name, inode) -> {
            if (!isArchived(name)) {
              files.add(landed(name, inode));
            }
          });
      return new Listing(files, List.of(), List.of());
    }

    @Override
    public void require() throws IOException {
      process.landing("require");
    }

    @Override
    public Optional<LandedFile> find(String path) throws IOException {
      process.landing("find " + path);
      return at(path).map(inode -> landed(path, inode));
    }

    @Override
    public InputStream open(LandedFile file) throws IOException {
      process.landing("open " + file.path());
      Inode inode = Optional.ofNullable(inodes.get(file.id())).orElse(new Inode());
      if (!names.containsValue(inode)) {
        throw new FileNotFoundException(file.path());
      }
      return new InputStream() {
        private int position;

        @Override
        public int read() throws IOException {
          byte[] one = new byte[1];
          return read(one, 0, 1) < 0 ? -1 : one[0];
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
          process.landing("read " + file.path());
          if (position >= inode.bytes.length) {
            return -1;
          }
          int n = Math.min(Math.min(length, 64), inode.bytes.length - position);
          System.arraycopy(inode.bytes, position, buffer, offset, n);
          position += n;
          return n;
        }
      };
    }

    @Override
    public boolean isClosed(LandedFile file) throws IOException {
      process.landing("isClosed " + file.path());
      return at(file.path()).map(inode -> !inode.open).orElse(true);
    }

    @Override
    public void delete(LandedFile file) throws IOException {
      if (isStill(file)) {
        process.landing("delete " + file.path());
        remove(file);
        process.landed("delete " + file.path());
      }
    }

    @Override
    public void archive(LandedFile file) throws IOException {
      if (isStill(file)) {
        process.landing("archive " + file.path());
        Optional<Inode> removed = remove(file);
        removed.ifPresent(inode -> names.put("_archive/" + file.path() + "." + inode.id, inode));
        process.landed("archive " + file.path());
      }
    }

    private boolean isStill(LandedFile file) throws IOException {
      return find(file.path()).map(LandedFile::identity).equals(Optional.of(file.identity()));
    }

    /** By its id, whatever has the name now. */
    private Optional<Inode> remove(LandedFile file) {
      Optional<Inode> inode = Optional.ofNullable(inodes.get(file.id()));
      if (inode.isPresent() && names.remove(file.path(), inode.get())) {
        oracle.removed(file.path(), inode.get().bytes);
        return inode;
      }
      return Optional.empty();
    }

    @Override
    public Path path(LandedFile file) {
      throw new IllegalStateException("no MapReduce here: " + file);
    }

    @Override
    public void close() {}
  }
}
