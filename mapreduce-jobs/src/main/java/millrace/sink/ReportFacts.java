package millrace.sink;

import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a revision of a report; the same as in its {@code _report.json}.
 *
 * @param from start of its window; empty for a cumulative one, which holds everything before its
 *     end
 * @param to end of its window
 * @param revision 1 when first published, one more with every restatement
 * @param snapshot number of the snapshot that published this revision
 * @param table its columns and rows
 * @param completeness what is in it, and what is known to be missing
 */
public record ReportFacts(
    Optional<Instant> from,
    Instant to,
    int revision,
    long snapshot,
    ReportTable table,
    Completeness completeness) {}
