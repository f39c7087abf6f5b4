package millrace.sink;

/**
 * A revision of a report.
 *
 * @param facts what is known of it
 * @param content what it holds
 */
public record PublishedReport(ReportId report, ReportFacts facts, ReportContent content)
    implements ReportUpdate {
  @Override
  public long snapshot() {
    return facts.snapshot();
  }
}
