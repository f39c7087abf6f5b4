package millrace.landing;

import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DistributedFileSystem;

/** Opens landing directories by their Hadoop path. */
public final class Landings {
  private Landings() {}

  /**
   * The landing directory at {@code path}, relative as Hadoop understands it.
   *
   * @throws IllegalArgumentException if its file system is neither a local disk nor HDFS
   */
  public static Landing open(Configuration configuration, Path path) throws IOException {
    String scheme = Optional.ofNullable(path.toUri().getScheme()).orElse("file");
    if (!scheme.equals("file") && !scheme.equals("hdfs")) {
      throw unsupported(scheme);
    }
    FileSystem files = path.getFileSystem(configuration);
    if (files instanceof LocalFileSystem local) {
      java.nio.file.Path directory = local.pathToFile(local.makeQualified(path)).toPath();
      return new ExplainingLanding(new LocalLanding(directory), directory.toString());
    }
    if (files instanceof DistributedFileSystem hdfs) {
      return new ExplainingLanding(
          new HdfsLanding(hdfs, path, configuration), hdfs.makeQualified(path).toString());
    }
    throw unsupported(files.getUri().getScheme());
  }

  private static IllegalArgumentException unsupported(String scheme) {
    return new IllegalArgumentException(
        "landing.path: files on %s cannot be taken by their identity; use a local path or hdfs://"
            .formatted(scheme));
  }
}
