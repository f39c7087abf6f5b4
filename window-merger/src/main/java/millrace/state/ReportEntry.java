package millrace.state;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.run.Tally;

/**
 * A published window.
 *
 * @param job whose window it is
 * @param window its name in the pipeline file
 * @param bucket name of its last bucket
 * @param from start of the window; empty for a cumulative one, which holds everything before its
 *     end
 * @param to end of the window
 * @param revision 1 when first published, one more with every restatement
 * @param top how many rows at most, in rank order; empty when all keys are there, in key order
 * @param rows how many there are
 * @param parts its files
 * @param buckets how many buckets with records it holds
 * @param engines how many of the runs behind it each engine computed
 * @param tally what became of the records behind it
 * @param missing buckets of the window that the job failed to fold and that were parked
 * @param since records of buckets before this may be missing; empty when none of the window's are
 * @param changed how the rows differ from those of the revision before; empty for the first
 * @param snapshot number of the snapshot that published this revision
 */
public record ReportEntry(
    String job,
    String window,
    String bucket,
    Optional<Instant> from,
    Instant to,
    int revision,
    Optional<Integer> top,
    long rows,
    List<ReportPart> parts,
    int buckets,
    Map<String, Integer> engines,
    Tally tally,
    List<String> missing,
    Optional<Instant> since,
    Optional<RowChange> changed,
    long snapshot) {
  public ReportEntry {
    parts = List.copyOf(parts);
    engines = Map.copyOf(engines);
    missing = List.copyOf(missing);
  }

  /** The key under which the catalogue keeps it: reports of a window sort by time. */
  public String key() {
    return key(job, window, bucket);
  }

  /** The key of the report of a window whose last bucket has this name. */
  public static String key(String job, String window, String bucket) {
    return job + "/" + window + "/" + bucket;
  }

  /**
   * One file of a report.
   *
   * @param path relative to the pipeline's directory
   * @param length in bytes
   * @param sha256 of its bytes, hexadecimal
   */
  public record ReportPart(String path, long length, String sha256) {}

  /**
   * The rows that a revision took away and those it brought.
   *
   * @param part the file that holds them
   * @param removed how many were taken away
   * @param added how many were brought; a row whose numbers changed is one of each
   */
  public record RowChange(ReportPart part, long removed, long added) {}
}
