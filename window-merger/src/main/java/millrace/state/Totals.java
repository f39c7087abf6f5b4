package millrace.state;

/**
 * The sums over everything ever taken from an input.
 *
 * @param cut files, or new versions of files, that were cut
 * @param duplicates files whose bytes were known
 * @param quarantined files set aside whole
 * @param records what became of the records of all of them
 */
public record Totals(long cut, long duplicates, long quarantined, Records records) {
  /** Nothing taken yet. */
  public static final Totals NONE = new Totals(0, 0, 0, Records.NONE);

  /** Both together. */
  public Totals plus(Totals other) {
    return new Totals(
        cut + other.cut,
        duplicates + other.duplicates,
        quarantined + other.quarantined,
        records.plus(other.records));
  }

  /** The same with one more file of this verdict, and with what became of its records. */
  public Totals withFile(FileEntry.Verdict verdict, Records added) {
    return new Totals(
        cut + (verdict == FileEntry.Verdict.CUT ? 1 : 0),
        duplicates + (verdict == FileEntry.Verdict.DUPLICATE ? 1 : 0),
        quarantined + (verdict == FileEntry.Verdict.QUARANTINED ? 1 : 0),
        records.plus(added));
  }

  /** The same without the records of a file that was replaced. */
  public Totals withoutRecords(Records taken) {
    return new Totals(cut, duplicates, quarantined, records.minus(taken));
  }

  /** The same with one duplicate fewer: the file it repeated is gone, and it is looked at anew. */
  public Totals withoutDuplicate() {
    return new Totals(cut, duplicates - 1, quarantined, records);
  }
}
