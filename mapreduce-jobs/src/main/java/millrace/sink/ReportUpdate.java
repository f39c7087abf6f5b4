package millrace.sink;

/** What a sink is told: a revision of a report, or that there is no such report any more. */
public sealed interface ReportUpdate {
  /** Which report. */
  ReportId report();

  /** The number of the snapshot that published this revision, or withdrew the report. */
  long snapshot();

  /**
   * A revision of a report.
   *
   * @param facts what is known of it
   * @param content what it holds
   */
  record PublishedReport(ReportId report, ReportFacts facts, ReportContent content)
      implements ReportUpdate {
    @Override
    public long snapshot() {
      return facts.snapshot();
    }
  }

  /**
   * A report that is no more: it is past its retention, or its window no longer has any records.
   *
   * @param snapshot number of the snapshot that withdrew it
   */
  record WithdrawnReport(ReportId report, long snapshot) implements ReportUpdate {}
}
