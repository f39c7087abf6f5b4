package millrace.state;

/**
 * The sums over everything ever taken.
 *
 * @param cut files, or new versions of files, that were cut
 * @param duplicates files whose bytes were known
 * @param quarantined files set aside whole
 * @param records what became of the records of all of them
 */
public record Totals(long cut, long duplicates, long quarantined, Records records) {
  /** Nothing taken yet. */
  public static final Totals NONE = new Totals(0, 0, 0, Records.NONE);
}
