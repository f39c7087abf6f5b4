package millrace.run;

import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonConfigurationKeys;
import org.apache.hadoop.fs.Path;

/**
 * Files on a local disk by their Hadoop paths, for java.nio to open. Hadoop's own file system first
 * looks up the user, the group mapping and every other file system, and that takes as long as the
 * rest of a small tick.
 */
public final class LocalDisk {
  private static final String SCHEME = "file";

  private LocalDisk() {}

  /**
   * Where {@code path} is on the local disk; empty if it is elsewhere. A path without a scheme is
   * understood as Hadoop does.
   */
  public static Optional<java.nio.file.Path> find(Configuration conf, Path path) {
    String scheme = path.toUri().getScheme();
    boolean local = scheme == null ? isDefault(conf) : scheme.equalsIgnoreCase(SCHEME);
    return local
        ? Optional.of(java.nio.file.Path.of(path.toUri().getPath()).toAbsolutePath())
        : Optional.empty();
  }

  private static boolean isDefault(Configuration conf) {
    return conf.getTrimmed(CommonConfigurationKeys.FS_DEFAULT_NAME_KEY, SCHEME + ":///")
        .startsWith(SCHEME + ":");
  }
}
