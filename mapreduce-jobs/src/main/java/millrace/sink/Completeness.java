package millrace.sink;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import millrace.run.Tally;

/**
 * What a report holds, and what is known to be missing from it.
 *
 * @param buckets how many buckets with records it holds
 * @param tally what became of the records behind it
 * @param missing buckets of the window that the job failed to fold
 * @param since records of buckets before this may be missing; empty when no record of the window
 *     can be missing for this reason
 * @param share of the records that could be cut, 0 to 1, of all that the inputs of the job ever
 *     brought
 * @param setAside what of these inputs could not be cut
 */
public record Completeness(
    int buckets,
    Tally tally,
    List<String> missing,
    Optional<Instant> since,
    double share,
    SetAside setAside) {
  public Completeness {
    missing = List.copyOf(missing);
  }

  /**
   * What lies in quarantine.
   *
   * @param records those that could not be read
   * @param lateRefused those that came too late
   * @param files those that were set aside whole
   */
  public record SetAside(long records, long lateRefused, long files) {}
}
