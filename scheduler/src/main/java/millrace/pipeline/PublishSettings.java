package millrace.pipeline;

/**
 * What commits hold, how many are kept, and how outputs are told of them.
 *
 * @param snapshotKeep how many snapshots are kept behind the newest
 * @param chunk how many reports one commit publishes
 * @param backfillMaxReports how many reports one backfill may restate
 * @param outputs how long outputs are told
 */
public record PublishSettings(
    int snapshotKeep, int chunk, int backfillMaxReports, OutputSettings outputs) {
  /** The key of {@link #backfillMaxReports}. */
  public static final String BACKFILL_MAX_REPORTS = "millrace.backfill.max.reports";

  static PublishSettings read(SettingReader reader) {
    return new PublishSettings(
        reader.number("millrace.snapshot.keep", 1, 1_000_000),
        reader.number("millrace.publish.chunk", 1, 1_000_000),
        reader.number(BACKFILL_MAX_REPORTS, 1, 10_000_000),
        OutputSettings.read(reader));
  }
}
