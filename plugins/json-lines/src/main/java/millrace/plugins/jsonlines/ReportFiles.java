package millrace.plugins.jsonlines;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/** The files below a directory, by their paths in it. */
interface ReportFiles {
  /** Opens a file; empty if there is none. */
  Optional<InputStream> open(String path) throws IOException;

  /** The names of the files in a directory; none if there is no such directory. */
  List<String> names(String directory) throws IOException;

  /** A new file, with the directories it needs; once it is closed, no crash can take it away. */
  OutputStream create(String path) throws IOException;

  /**
   * Puts a file in the place of another, if there is one, in one step.
   *
   * @throws IOException if {@code draft} is not there
   */
  void replace(String draft, String path) throws IOException;

  /** Deletes a file, if it is there. */
  void delete(String path) throws IOException;

  /** Why another file system is refused. */
  static String refusal(String scheme) {
    return "found "
        + scheme
        + "://, expected a local disk or hdfs://, where a file takes the place of another in one step";
  }
}
