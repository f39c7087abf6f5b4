package millrace.state;

/**
 * What became of the records of files; always {@code records = cut + quarantined + lateRefused}.
 *
 * @param records records seen
 * @param cut records now in buckets
 * @param quarantined records that could not be read, or are too far in the future
 * @param lateRefused records of sealed buckets, where the pipeline sets late ones aside
 */
public record Records(long records, long cut, long quarantined, long lateRefused) {
  /** No records. */
  public static final Records NONE = new Records(0, 0, 0, 0);

  public Records {
    if (records != cut + quarantined + lateRefused) {
      throw new IllegalArgumentException(
          "records are not accounted for: records=%d cut=%d quarantined=%d late-refused=%d"
              .formatted(records, cut, quarantined, lateRefused));
    }
  }

  /** Both together. */
  public Records plus(Records other) {
    return new Records(
        records + other.records,
        cut + other.cut,
        quarantined + other.quarantined,
        lateRefused + other.lateRefused);
  }

  /** What is left without those of another. */
  public Records minus(Records other) {
    return new Records(
        records - other.records,
        cut - other.cut,
        quarantined - other.quarantined,
        lateRefused - other.lateRefused);
  }
}
