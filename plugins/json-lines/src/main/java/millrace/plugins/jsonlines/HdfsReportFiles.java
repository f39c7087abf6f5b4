package millrace.plugins.jsonlines;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Options.CreateOpts;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * Files on HDFS.
 *
 * @param files knows the cluster
 * @param root the directory they are in
 */
record HdfsReportFiles(FileContext files, Path root) implements ReportFiles {
  /** The files below {@code path}, relative as Hadoop understands it. */
  static HdfsReportFiles open(Configuration configuration, Path path) throws IOException {
    // A FileContext does not complete hdfs:///path with the host of the default file system.
    Path root = path.getFileSystem(configuration).makeQualified(path);
    String scheme = String.valueOf(root.toUri().getScheme());
    if (!scheme.equals("hdfs")) {
      throw new IOException("json-lines " + root + ": " + ReportFiles.refusal(scheme));
    }
    return new HdfsReportFiles(FileContext.getFileContext(root.toUri(), configuration), root);
  }

  private Path path(String path) {
    return new Path(root, path);
  }

  @Override
  public Optional<InputStream> open(String path) throws IOException {
    try {
      return Optional.of(files.open(path(path)));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  @Override
  public List<String> names(String directory) throws IOException {
    List<String> names = new ArrayList<>();
    try {
      RemoteIterator<FileStatus> found = files.listStatus(path(directory));
      while (found.hasNext()) {
        names.add(found.next().getPath().getName());
      }
    } catch (FileNotFoundException e) {
      return List.of();
    }
    return names;
  }

  @Override
  public OutputStream create(String path) throws IOException {
    return files.create(
        path(path),
        EnumSet.of(CreateFlag.CREATE, CreateFlag.SYNC_BLOCK),
        CreateOpts.createParent());
  }

  @Override
  public void replace(String draft, String path) throws IOException {
    Path file = path(path);
    files.mkdir(file.getParent(), FileContext.DIR_DEFAULT_PERM, true);
    files.rename(path(draft), file, Rename.OVERWRITE);
  }

  @Override
  public void delete(String path) throws IOException {
    try {
      files.delete(path(path), false);
    } catch (FileNotFoundException e) {
      // another attempt deleted it
    }
  }
}
