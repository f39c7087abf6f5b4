package millrace.landing;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import millrace.input.Landing;
import millrace.input.LandingPlace;
import millrace.option.Options;
import millrace.plugin.Plugins;
import millrace.run.LocalDisk;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DistributedFileSystem;

/** Opens the places where files arrive, each by its kind. */
public final class Landings {
  private Landings() {}

  /**
   * The place that the options of an input name. Nothing is touched.
   *
   * @param loader finds the plug-ins
   * @param kind of input, built in or brought by a plug-in
   * @throws IllegalArgumentException if there is no such kind, or it refuses its options
   */
  public static LandingPlace place(ClassLoader loader, String kind, Map<String, Object> options) {
    return Plugins.of(loader).inputs().get(kind).create(Options.of(options));
  }

  /**
   * Opens the place that the options of an input name.
   *
   * @param kind of input, built in or brought by a plug-in
   * @throws IllegalArgumentException if there is no such kind, it refuses its options, or the place
   *     cannot serve
   */
  public static Landing open(Configuration configuration, String kind, Map<String, Object> options)
      throws IOException {
    return place(configuration.getClassLoader(), kind, options).open(configuration);
  }

  /**
   * The landing directory at {@code path}, relative as Hadoop understands it.
   *
   * @throws IllegalArgumentException if its file system is neither a local disk nor HDFS
   */
  static Landing directory(Configuration configuration, Path path) throws IOException {
    String scheme = Optional.ofNullable(path.toUri().getScheme()).orElse("file");
    if (!scheme.equals("file") && !scheme.equals("hdfs")) {
      throw unsupported(scheme);
    }
    Optional<java.nio.file.Path> local = LocalDisk.find(configuration, path);
    if (local.isPresent()) {
      return new ExplainingLanding(new LocalLanding(local.get()), local.get().toString());
    }
    FileSystem files = path.getFileSystem(configuration);
    if (files instanceof DistributedFileSystem hdfs) {
      return new ExplainingLanding(
          new HdfsLanding(hdfs, path, configuration), hdfs.makeQualified(path).toString());
    }
    throw unsupported(files.getUri().getScheme());
  }

  private static IllegalArgumentException unsupported(String scheme) {
    return new IllegalArgumentException(
        "files on %s cannot be taken by their identity; use a local path or hdfs://"
            .formatted(scheme));
  }
}
