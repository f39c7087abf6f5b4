package millrace.report;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.run.Tally;
import millrace.state.JobState;
import millrace.state.Records;
import millrace.state.ReportEntry;
import millrace.state.Snapshot;
import millrace.state.Totals;
import millrace.store.PipelinePaths;

/**
 * What stands beside a published report as {@code _report.json}: which time it holds, which
 * revision it is, how complete it is, and how to check its files.
 *
 * @param format of this file
 * @param pipeline whose report it is
 * @param snapshot number of the snapshot that says all this, which may be newer than the one that
 *     published it
 * @param columns names of the columns, in order
 * @param newest where the job folded last, and why there
 * @param missing buckets of the window that the job failed to fold and that were parked: a backfill
 *     brings them in
 * @param since records of buckets before this may be missing
 * @param changed the rows that this revision took away and brought
 * @param complete share of the pipeline's records that could be cut, 0 to 1: what is missing lies
 *     in quarantine, and which window it belongs to is not known
 * @param quarantined records in quarantine, late ones that were refused, and files quarantined
 *     whole, pipeline-wide
 */
public record ReportFile(
    String format,
    String pipeline,
    long snapshot,
    String job,
    String window,
    String bucket,
    Optional<Instant> from,
    Instant to,
    int revision,
    Optional<Integer> top,
    List<String> columns,
    long rows,
    List<ExportedPart> parts,
    int buckets,
    Tally tally,
    Map<String, Integer> engines,
    Optional<JobState.LastFold> newest,
    List<String> missing,
    Optional<Instant> since,
    Optional<ExportedChange> changed,
    double complete,
    Quarantined quarantined) {

  /** The format this release writes. */
  public static final String FORMAT = "millrace-report/1";

  /**
   * A file beside this one.
   *
   * @param sha256 of its bytes, hexadecimal
   */
  public record ExportedPart(String name, long length, String sha256) {}

  /**
   * The file beside this one that says how the rows of the revision before were changed.
   *
   * @param removed how many rows were taken away
   * @param added how many were brought
   */
  public record ExportedChange(ExportedPart part, long removed, long added) {}

  /** The name of the file that says all this. */
  public static final String DESCRIPTION = "_report.json";

  /** The name of the file of changed rows. */
  public static final String CHANGED = "_changed.tsv";

  /** What could not be counted, in all. */
  public record Quarantined(long records, long lateRefused, long files) {}

  /** Of a report that {@code snapshot} names. */
  public static ReportFile of(
      String pipeline, Snapshot snapshot, ReportEntry entry, List<String> columns) {
    Totals totals = snapshot.facts().total();
    Records records = totals.records();
    double complete =
        records.records() == 0 ? 1.0 : (double) records.cut() / (double) records.records();
    return new ReportFile(
        FORMAT,
        pipeline,
        snapshot.number(),
        entry.job(),
        entry.window(),
        entry.bucket(),
        entry.from(),
        entry.to(),
        entry.revision(),
        entry.top(),
        columns,
        entry.rows(),
        numbered(entry),
        entry.buckets(),
        entry.tally(),
        entry.engines(),
        Optional.ofNullable(snapshot.facts().jobs().get(entry.job())).flatMap(JobState::newest),
        entry.missing(),
        entry.since(),
        entry
            .changed()
            .map(
                it ->
                    new ExportedChange(
                        new ExportedPart(CHANGED, it.part().length(), it.part().sha256()),
                        it.removed(),
                        it.added())),
        complete,
        new Quarantined(records.quarantined(), records.lateRefused(), totals.quarantined()));
  }

  private static List<ExportedPart> numbered(ReportEntry entry) {
    List<ExportedPart> parts = new java.util.ArrayList<>();
    for (ReportEntry.ReportPart part : entry.parts()) {
      parts.add(new ExportedPart(partName(parts.size()), part.length(), part.sha256()));
    }
    return parts;
  }

  /** Where other programs read a report, relative to the pipeline's directory. */
  public static String directory(ReportEntry report) {
    return PipelinePaths.exported(report.job(), report.window(), report.bucket());
  }

  /** The name of the n-th file of a report, from 0. */
  public static String partName(int n) {
    return "part-%05d.tsv".formatted(n);
  }
}
