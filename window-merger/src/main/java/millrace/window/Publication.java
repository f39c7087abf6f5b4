package millrace.window;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What of a job's results is published, as one report after another. A report is known by its end,
 * which is a bound of buckets, and tells of the time from {@link #startOf} to there.
 *
 * <p>What a report is made from may be more than it tells of: the sessions that ended in an hour
 * began in earlier buckets, and later buckets show that they ended. All of it is the {@link
 * #sources} of the report. A report is due once the last of its sources is folded. A published one
 * is due again when one of its sources was folded anew.
 *
 * <p>{@link Due} finds the ends that are due without looking at time without records. It relies on
 * this:
 *
 * <ul>
 *   <li>Of two reports, the later one does not start before the earlier one, is not made from
 *       earlier buckets, and is not wanted for earlier buckets.
 *   <li>Reports leave no bucket out: the first report that ends after a bucket's start tells of the
 *       bucket and is wanted for it.
 * </ul>
 */
public interface Publication {
  /** The first end after {@code time}. */
  Instant endAfter(Instant time);

  /**
   * The start of the report that ends at {@code end}, which must be one of its ends; empty when it
   * tells of all that was before.
   */
  Optional<Instant> startOf(Instant end);

  /**
   * The first bucket for which the report is wanted: it is published if one from here to its end
   * has records.
   */
  default Instant wantedFrom(Instant end) {
    return startOf(end).orElse(Instant.MIN);
  }

  /** The first bucket the report is made from; empty when it is made from all that was. */
  default Optional<Instant> madeFrom(Instant end) {
    return startOf(end);
  }

  /**
   * How far the buckets that a report is made from go on behind its end, a multiple of the length
   * of a bucket. The report is due so much later.
   */
  default Duration delay() {
    return Duration.ZERO;
  }

  /**
   * The length of the longest {@link #sources}; empty when a report is made from all that was. So
   * buckets further back than this from a late record are not read to correct any report.
   */
  Optional<Duration> reach();

  /** The buckets that the report is made from. */
  default Extent sources(Instant end) {
    return new Extent(madeFrom(end), dueAt(end));
  }

  /** Up to where everything must be folded for the report to be due. */
  default Instant dueAt(Instant end) {
    return end.plus(delay());
  }

  /** The newest end that may be due when everything before {@code frontier} is folded. */
  default Instant dueUpTo(Instant frontier) {
    return frontier.minus(delay());
  }

  /** The publication as the pipeline file writes it. */
  @Override
  String toString();
}
