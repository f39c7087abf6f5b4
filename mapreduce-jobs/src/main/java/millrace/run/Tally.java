package millrace.run;

/**
 * What became of records, for the sums that must hold: {@code records = folded + filtered + keyless
 * + rejected}.
 *
 * @param records records read
 * @param folded records that said something about a key
 * @param filtered records the job's {@code where} did not mean
 * @param keyless records whose key is empty
 * @param rejected records whose value could not be computed with
 * @param late those of the records that arrived after their bucket was sealed
 */
public record Tally(
    long records, long folded, long filtered, long keyless, long rejected, long late) {
  /** Nothing read. */
  public static final Tally NOTHING = new Tally(0, 0, 0, 0, 0, 0);

  public Tally {
    if (records != folded + filtered + keyless + rejected || late > records || late < 0) {
      throw new IllegalArgumentException(
          "records are not accounted for: records=%d folded=%d filtered=%d keyless=%d rejected=%d late=%d"
              .formatted(records, folded, filtered, keyless, rejected, late));
    }
  }

  /** Both together. */
  public Tally plus(Tally other) {
    return new Tally(
        records + other.records,
        folded + other.folded,
        filtered + other.filtered,
        keyless + other.keyless,
        rejected + other.rejected,
        late + other.late);
  }
}
