package millrace.store;

import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import millrace.run.LocalDisk;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Opens the files of a pipeline where they are. */
public final class Stores {
  private Stores() {}

  /**
   * The files below {@code root}, which need not be there yet. A relative root, or one without a
   * scheme, means what Hadoop means by it.
   *
   * @throws IllegalArgumentException if its file system is one whose commits nobody has proved; the
   *     message is for the operator
   * @throws IOException if the file system cannot be reached
   */
  public static Store open(Configuration conf, Path root) throws IOException {
    Optional<java.nio.file.Path> local = LocalDisk.find(conf, root);
    if (local.isPresent()) {
      return new ExplainingStore(new LocalStore(local.get()));
    }
    URI uri = root.toUri().getScheme() == null ? FileSystem.getDefaultUri(conf) : root.toUri();
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    return switch (scheme) {
      case "hdfs" -> new ExplainingStore(HdfsStore.open(conf, root, uri));
      default ->
          throw new IllegalArgumentException(
              """
              %s: the state of a pipeline cannot live on "%s". Each commit must appear there if, and only if, \
              nobody else committed first, and that is proved for hdfs: and file: alone. Set millrace.root \
              to a directory on one of them; input may lie anywhere.\
              """
                  .formatted(root, scheme));
    };
  }
}
