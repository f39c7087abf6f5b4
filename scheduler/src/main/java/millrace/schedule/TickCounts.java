package millrace.schedule;

/**
 * How much was done.
 *
 * @param files taken, whatever their verdict
 * @param waiting files that may still be written to
 * @param sealed buckets with records
 * @param folded buckets, corrections included
 * @param published reports
 */
record TickCounts(int files, int waiting, int sealed, int folded, int published) {
  /** Nothing. */
  static final TickCounts NONE = new TickCounts(0, 0, 0, 0, 0);

  static TickCounts ofCut(int files, int waiting, int sealed) {
    return new TickCounts(files, waiting, sealed, 0, 0);
  }

  static TickCounts ofFolded(int buckets) {
    return new TickCounts(0, 0, 0, buckets, 0);
  }

  static TickCounts ofPublished(int reports) {
    return new TickCounts(0, 0, 0, 0, reports);
  }

  /** Both together. */
  TickCounts plus(TickCounts other) {
    return new TickCounts(
        files + other.files,
        waiting + other.waiting,
        sealed + other.sealed,
        folded + other.folded,
        published + other.published);
  }

  /** The same, for a tick that looks at its inputs anew. */
  TickCounts withoutWaiting() {
    return new TickCounts(files, 0, sealed, folded, published);
  }
}
