package millrace.state;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a landed file: the newest version seen under its name.
 *
 * @param input name of the input it landed in
 * @param path below the directory of that input
 * @param identity what its file system calls this very file, its length and its modification time,
 *     as one text: equal identities need not be read again
 * @param content what was read; its hash is empty for a file that could not be read to its end
 * @param verdict what became of it
 * @param reason why it is in quarantine, or which file it duplicates; empty when cut
 * @param counted of a file in quarantine, the older version of it whose records are counted: what
 *     comes under its name again is a tail of that one, or other bytes
 * @param past what all versions of the file came to
 */
public record FileEntry(
    String input,
    String path,
    String identity,
    Content content,
    Verdict verdict,
    Optional<String> reason,
    Optional<Content> counted,
    Past past) {
  /** The key under which the catalogue keeps it: files of an input sort by path. */
  public String key() {
    return key(input, path);
  }

  /** The key of the file at {@code path} of {@code input}, whose name has no slash. */
  public static String key(String input, String path) {
    return input + "/" + path;
  }

  /** The key of the content with this SHA-256, which is known for each input by itself. */
  public static String contentKey(String input, String sha256) {
    return input + "/" + sha256;
  }

  /** The same entry for the same bytes in another file: copied, restored, or touched. */
  public FileEntry withIdentity(String other) {
    return new FileEntry(input, path, other, content, verdict, reason, counted, past);
  }

  /** The same entry with the buckets that hold its records. */
  public FileEntry feeding(List<Instant> buckets) {
    Past fed = new Past(past.records, past.versions, past.taken, buckets);
    return new FileEntry(input, path, identity, content, verdict, reason, counted, fed);
  }

  /** The bytes under this name whose records were counted last, here or under another name. */
  public Optional<Content> lastCounted() {
    return verdict == Verdict.QUARANTINED ? counted : Optional.of(content);
  }

  /** Bytes read. */
  public long length() {
    return content.length;
  }

  /** SHA-256 of the bytes read, hexadecimal; empty if they could not be read to their end. */
  public String sha256() {
    return content.sha256;
  }

  /** What became of the records of all versions of the file. */
  public Records records() {
    return past.records;
  }

  /** Starts of the buckets that hold its counted records, as {@link Past#fed} says. */
  public List<Instant> fed() {
    return past.fed;
  }

  /** A number of bytes, and their SHA-256 in hexadecimal. */
  public record Content(long length, String sha256) {}

  /**
   * What all versions of a file came to.
   *
   * @param records what became of their records, added up
   * @param versions how many times other bytes came under this name, the first included
   * @param taken the tick's time when the newest version was taken
   * @param fed starts of the buckets that hold the counted records, where the pipeline replaces
   *     what comes again under its name; else empty
   */
  public record Past(Records records, int versions, Instant taken, List<Instant> fed) {
    public Past {
      fed = List.copyOf(fed);
    }
  }

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
