package millrace.store;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;

/**
 * The files of one pipeline, as narrow as the protocol needs. Paths are relative to the pipeline's
 * directory, with {@code /} between names; a path that HDFS could not hold is refused everywhere.
 * Bodies: {@link LocalStore}, {@link HdfsStore}, and, for tests, one in memory and one that fails
 * on purpose. Several threads may use one at the same time, each on files of its own.
 *
 * <p>Everything is written under a name nobody reads, and {@link #putIfAbsent} of the next snapshot
 * makes it true; no other call decides anything.
 */
public interface Store extends Closeable {
  /**
   * What stands directly in {@code directory}, by name; nothing when there is no such directory.
   */
  List<StoreEntry> list(String directory) throws IOException;

  /** The names of what stands directly in {@code directory}, in order. */
  default List<String> names(String directory) throws IOException {
    return list(directory).stream().map(StoreEntry::name).toList();
  }

  /** The file or directory at {@code path}. */
  Optional<StoreEntry> find(String path) throws IOException;

  /**
   * Opens a file for reading.
   *
   * @throws java.io.FileNotFoundException if there is none
   */
  FSDataInputStream open(String path) throws IOException;

  /**
   * Writes a new file; its directories are made as needed. The file may be seen half-written: its
   * name must be one that nobody reads yet. Closing makes it durable.
   *
   * @throws java.nio.file.FileAlreadyExistsException if there is one
   */
  OutputStream create(String path) throws IOException;

  /**
   * Makes {@code draft}, a closed file, appear at {@code path} if nothing is there: the one atomic
   * step. The draft's name is gone after it. After any failure the place is read again to learn
   * what happened; the draft therefore must be unlike those of any other writer.
   *
   * <p>That the draft has a name of the caller's is what makes it possible to stop a writer that
   * fell asleep before this call: see {@link SnapshotChain#commit}.
   *
   * @param bytes what the draft holds
   */
  Outcome putIfAbsent(String draft, String path, byte[] bytes);

  /**
   * Moves a file to a name that nothing has; directories are made as needed. If {@code from} is
   * gone and {@code to} is there, it was moved before and nothing is done.
   */
  void move(String from, String to) throws IOException;

  /**
   * Makes {@code draft}, a closed file, take the place of what is at {@code path}; a reader sees
   * the old or the new content, whole. The draft's name is gone after it; where it was gone before,
   * nothing is replaced, and so one who fell asleep before this call can be stopped.
   *
   * @throws java.io.FileNotFoundException if there is no such draft
   */
  void replace(String draft, String path) throws IOException;

  /** Deletes a file, or a directory with all it holds; nothing there is no error. */
  void delete(String path) throws IOException;

  /**
   * Takes the pipeline's advisory lock, which saves work and decides nothing; closing what is
   * returned frees it, and so does the death of this process.
   *
   * @param patience how long to wait for a holder that may be dead already, where the file system
   *     needs time to notice
   * @return empty when another living attempt holds it
   */
  Optional<Closeable> lock(Duration patience) throws IOException;

  /** The path as MapReduce needs it. */
  Path path(String path);

  /**
   * A file or a directory.
   *
   * @param name the last part of its path
   * @param length in bytes; 0 for a directory
   */
  record StoreEntry(String name, boolean directory, long length) {}

  /** What became of a {@link #putIfAbsent}. */
  enum Outcome {
    /** The bytes are there. */
    COMMITTED,
    /** Someone else's bytes are there. */
    REFUSED,
    /**
     * Nothing is there, and whether it will be is not known: end the attempt and delete nothing.
     */
    UNKNOWN
  }
}
