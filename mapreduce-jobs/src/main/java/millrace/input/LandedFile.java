package millrace.input;

import java.time.Instant;

/**
 * A file as the landing directory shows it at one moment.
 *
 * @param path below the landing directory, with {@code /} between names
 * @param id what its file system calls this very file, whatever its name; changes when another file
 *     takes the name
 * @param length in bytes
 * @param modified its modification time
 * @param changed when anything about it last changed, where the file system tells more than {@code
 *     modified}; decides only whether a file whose {@code modified} lies in the future is at rest
 */
public record LandedFile(String path, String id, long length, Instant modified, Instant changed) {
  /** Equal identities mean equal bytes, unless somebody forges all of file, length and time. */
  public String identity() {
    return id + " " + length + " " + modified;
  }
}
