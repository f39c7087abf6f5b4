package millrace.sink;

/**
 * A report that is no more: it is past its retention, or its window no longer has any records.
 *
 * @param snapshot number of the snapshot that withdrew it
 */
public record WithdrawnReport(ReportId report, long snapshot) implements ReportUpdate {}
