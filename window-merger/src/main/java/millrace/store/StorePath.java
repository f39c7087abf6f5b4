package millrace.store;

/**
 * What a path in a {@link Store} may look like: one that HDFS can hold, and that stays below the
 * pipeline's directory.
 */
final class StorePath {
  private StorePath() {}

  /**
   * The path itself.
   *
   * @throws IllegalArgumentException if a store cannot have it
   */
  static String checked(String path) {
    for (String name : path.split("/", -1)) {
      if (name.isEmpty()
          || name.equals(".")
          || name.equals("..")
          || name.indexOf(':') >= 0
          || name.indexOf('\0') >= 0) {
        throw new IllegalArgumentException(
            """
            not a path below the pipeline's directory: "%s": each name in it needs a character, \
            may not be . or .., and has no colon\
            """
                .formatted(path));
      }
    }
    return path;
  }

  /** The directory that holds {@code path}; empty for the pipeline's own. */
  static String parent(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }

  /** The last name in {@code path}. */
  static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
