package millrace.state;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a landed file: the newest version seen under its name.
 *
 * @param path below the landing directory
 * @param identity what its file system calls this very file, its length and its modification time,
 *     as one text: equal identities need not be read again
 * @param length bytes read
 * @param sha256 of those bytes, hexadecimal; empty for a file that could not be read to its end
 * @param verdict what became of it
 * @param reason why it is in quarantine, or which file it duplicates; empty when cut
 * @param counted of a file in quarantine, the older version of it whose records are counted: what
 *     comes under its name again is a tail of that one, or other bytes
 * @param records what became of its records, added up over all versions of the file
 * @param versions how many times other bytes came under this name, the first included
 * @param taken the tick's time when this version was taken
 * @param fed starts of the buckets that hold its counted records, where the pipeline replaces what
 *     comes again under its name; else empty
 */
public record FileEntry(
    String path,
    String identity,
    long length,
    String sha256,
    Verdict verdict,
    Optional<String> reason,
    Optional<Version> counted,
    Records records,
    int versions,
    Instant taken,
    List<Instant> fed) {
  public FileEntry {
    fed = List.copyOf(fed);
  }

  /** The same entry for the same bytes in another file: copied, restored, or touched. */
  public FileEntry withIdentity(String other) {
    return new FileEntry(
        path, other, length, sha256, verdict, reason, counted, records, versions, taken, fed);
  }

  /** The same entry with the buckets that hold its records. */
  public FileEntry feeding(List<Instant> buckets) {
    return new FileEntry(
        path, identity, length, sha256, verdict, reason, counted, records, versions, taken,
        buckets);
  }

  /** The bytes under this name whose records were counted last, here or under another name. */
  public Optional<Version> lastCounted() {
    return verdict == Verdict.QUARANTINED ? counted : Optional.of(new Version(length, sha256));
  }

  /** So many bytes with this SHA-256, hexadecimal. */
  public record Version(long length, String sha256) {}

  /** What became of a file. */
  public enum Verdict {
    /** Its records are in buckets or, one by one, in quarantine. */
    CUT,
    /** The same bytes were cut under another name; nothing of it was counted. */
    DUPLICATE,
    /** It could not be read, and contributes nothing. */
    QUARANTINED
  }
}
