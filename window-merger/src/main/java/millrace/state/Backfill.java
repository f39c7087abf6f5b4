package millrace.state;

import java.time.Instant;
import java.util.List;

/**
 * Buckets that are being computed again, beside the live results. As long as a snapshot names it,
 * its directory is left alone; the commit that swaps its results in names it no more, and one whose
 * name is gone has lost its right to swap.
 *
 * @param id of the attempt, which names its directory; see {@link Draft#workDirectory}
 * @param from start of the first bucket
 * @param to end of the last one
 * @param jobs who computes them again
 * @param host and process that does it, for people
 * @param at its clock when it began, for people
 */
public record Backfill(
    String id, Instant from, Instant to, List<String> jobs, String host, Instant at) {
  public Backfill {
    jobs = List.copyOf(jobs);
  }
}
