package millrace.sink;

/** What a sink is told: a revision of a report, or that there is no such report any more. */
public sealed interface ReportUpdate permits PublishedReport, WithdrawnReport {
  /** Which report. */
  ReportId report();

  /** The number of the snapshot that published this revision, or withdrew the report. */
  long snapshot();
}
