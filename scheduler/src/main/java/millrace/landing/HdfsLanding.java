package millrace.landing;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import millrace.input.LandedFile;
import millrace.input.Landing;
import millrace.input.MissingLandingException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.protocol.HdfsFileStatus;
import org.apache.hadoop.security.AccessControlException;

/**
 * A landing directory on HDFS. A file is known by its inode id, which a rename keeps and a
 * re-delivery changes.
 */
final class HdfsLanding implements Landing {
  private final DistributedFileSystem files;
  private final FileContext context;
  private final Path root;

  HdfsLanding(DistributedFileSystem files, Path root, Configuration configuration)
      throws IOException {
    this.files = files;
    this.root = files.makeQualified(root);
    this.context = FileContext.getFileContext(files.getUri(), configuration);
  }

  @Override
  public void require() throws IOException {
    try {
      if (files.getFileStatus(root).isDirectory()) {
        return;
      }
    } catch (FileNotFoundException e) {
      throw new MissingLandingException(root.toString());
    }
    throw new MissingLandingException(root.toString());
  }

  @Override
  public Listing list() throws IOException {
    require();
    List<LandedFile> found = new ArrayList<>();
    List<SkippedEntry> unreadable = new ArrayList<>();
    walk(root, "", found, unreadable);
    found.sort(Comparator.comparing(LandedFile::path));
    return new Listing(found, List.of(), unreadable);
  }

  private void walk(
      Path directory, String prefix, List<LandedFile> found, List<SkippedEntry> unreadable)
      throws IOException {
    FileStatus[] entries;
    try {
      entries = files.listStatus(directory);
    } catch (FileNotFoundException e) {
      return; // went away while we looked
    } catch (AccessControlException e) {
      String path = prefix.isEmpty() ? root.toString() : prefix;
      unreadable.add(new SkippedEntry(path, "directory cannot be read: permission denied"));
      return;
    }
    for (FileStatus entry : entries) {
      String path = prefix + entry.getPath().getName();
      if (entry.isDirectory()) {
        if (!Intake.isHidden(path)) {
          walk(entry.getPath(), path + "/", found, unreadable);
        }
      } else {
        found.add(landed(path, (HdfsFileStatus) entry));
      }
    }
  }

  private static LandedFile landed(String path, HdfsFileStatus status) {
    Instant modified = Instant.ofEpochMilli(status.getModificationTime());
    return new LandedFile(
        path, Long.toString(status.getFileId()), status.getLen(), modified, Instant.EPOCH);
  }

  /** Appends a name as it is, so that it is not read as a glob or a URI. */
  private Path at(String path) {
    return new Path(
        root.toUri().getScheme(), root.toUri().getAuthority(), root.toUri().getPath() + "/" + path);
  }

  @Override
  public Optional<LandedFile> find(String path) throws IOException {
    try {
      FileStatus status = files.getFileStatus(at(path));
      return status.isFile()
          ? Optional.of(landed(path, (HdfsFileStatus) status))
          : Optional.empty();
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  private static Path byInode(LandedFile file) {
    return new Path("/.reserved/.inodes/" + file.id());
  }

  @Override
  public InputStream open(LandedFile file) throws IOException {
    return files.open(byInode(file));
  }

  @Override
  public boolean isClosed(LandedFile file) throws IOException {
    try {
      return files.isFileClosed(byInode(file));
    } catch (FileNotFoundException e) {
      return true; // deleted since it was listed: nobody writes it, and opening it will tell
    }
  }

  @Override
  public void delete(LandedFile file) throws IOException {
    if (find(file.path()).map(LandedFile::identity).equals(Optional.of(file.identity()))) {
      files.delete(byInode(file), false);
    }
  }

  @Override
  public void archive(LandedFile file) throws IOException {
    if (find(file.path()).map(LandedFile::identity).equals(Optional.of(file.identity()))) {
      for (int copy = 1; ; copy++) {
        Path free = at(Intake.archived(file.path(), copy));
        files.mkdirs(free.getParent());
        try {
          context.rename(byInode(file), free, Options.Rename.NONE);
          return;
        } catch (FileAlreadyExistsException e) {
          // an earlier version was archived under this name: take the next
        }
      }
    }
  }

  @Override
  public Path path(LandedFile file) {
    return new Path(files.getUri().toString() + "/.reserved/.inodes/" + file.id());
  }

  @Override
  public void close() {}
}
