package millrace.input;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/**
 * Where files arrive, from anywhere, at any time: a directory on a local disk or on HDFS, or what a
 * plug-in shows as files.
 */
public interface Landing extends Closeable {
  /**
   * Every file below the directory, sub-directories included, by path.
   *
   * @throws MissingLandingException if there is no such directory
   */
  Listing list() throws IOException;

  /**
   * Makes sure that there is such a directory, without looking into it.
   *
   * @throws MissingLandingException if there is none
   */
  void require() throws IOException;

  /** The file that has this path now. */
  Optional<LandedFile> find(String path) throws IOException;

  /** The bytes of this very file, as they landed. */
  InputStream open(LandedFile file) throws IOException;

  /** Whether nobody is writing to it, as far as the file system knows. */
  boolean isClosed(LandedFile file) throws IOException;

  /** Deletes this very file, not one that took its name since. */
  void delete(LandedFile file) throws IOException;

  /** Moves this very file below {@code _archive}, where intake does not look. */
  void archive(LandedFile file) throws IOException;

  /** The file as MapReduce needs it. */
  Path path(LandedFile file);

  /** What is left where it is, by its path below the directory, and why. */
  record SkippedEntry(String path, String reason) {}

  /**
   * What was found.
   *
   * @param files all files, hidden and unfinished names included
   * @param passedOver what is no file
   * @param unreadable what could not be looked at, and the operator must help
   */
  record Listing(
      List<LandedFile> files, List<SkippedEntry> passedOver, List<SkippedEntry> unreadable) {
    public Listing {
      files = List.copyOf(files);
      passedOver = List.copyOf(passedOver);
      unreadable = List.copyOf(unreadable);
    }
  }
}
