package millrace.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;
import java.io.Serial;
import java.time.Instant;
import java.util.ArrayList;
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
 * revision it is, how complete it is, and how to check its files. As JSON it is one object: the
 * fields of all parts but the changed rows stand side by side.
 *
 * @param format of this file
 * @param id what it is a report of
 * @param edition which of its revisions it is
 * @param table its rows, and the files they are in
 * @param basis what it is made from
 * @param changed the rows that this revision took away and brought
 * @param loss what could not be counted
 */
@JsonDeserialize(using = ReportFile.FlatReader.class)
public record ReportFile(
    String format,
    @JsonUnwrapped ExportedId id,
    @JsonUnwrapped ExportedEdition edition,
    @JsonUnwrapped ExportedTable table,
    @JsonUnwrapped ExportedBasis basis,
    Optional<ExportedChange> changed,
    @JsonUnwrapped ExportedLoss loss) {

  /** The format this release writes. */
  public static final String FORMAT = "millrace-report/1";

  /**
   * What it is a report of.
   *
   * @param pipeline whose report it is
   * @param snapshot number of the snapshot that says all this, which may be newer than the one that
   *     published it
   * @param bucket the last one it holds
   */
  public record ExportedId(
      String pipeline, long snapshot, String job, String window, String bucket) {}

  /**
   * Which revision it is.
   *
   * @param from start of the time it holds; empty if it holds everything before its end
   */
  public record ExportedEdition(Optional<Instant> from, Instant to, int revision) {}

  /**
   * The rows.
   *
   * @param top how many at most; empty when all keys are there
   * @param columns names of the columns, in order
   * @param rows how many there are
   */
  public record ExportedTable(
      Optional<Integer> top, List<String> columns, long rows, List<ExportedPart> parts) {
    public ExportedTable {
      columns = List.copyOf(columns);
      parts = List.copyOf(parts);
    }

    private static ExportedTable of(ReportEntry entry, List<String> columns) {
      List<ExportedPart> parts = new ArrayList<>();
      for (ReportEntry.ReportPart part : entry.parts()) {
        parts.add(new ExportedPart(partName(parts.size()), part.length(), part.sha256()));
      }
      return new ExportedTable(entry.top(), columns, entry.rows(), parts);
    }
  }

  /**
   * What it is made from.
   *
   * @param buckets how many buckets with records
   * @param tally what became of their records
   * @param engines how many of the runs behind it each engine computed
   * @param newest where the job folded last, and why there
   * @param missing buckets of the window that the job failed to fold and that were parked: a
   *     backfill brings them in
   * @param since records of buckets before this may be missing
   */
  public record ExportedBasis(
      int buckets,
      Tally tally,
      Map<String, Integer> engines,
      Optional<JobState.LastFold> newest,
      List<String> missing,
      Optional<Instant> since) {
    public ExportedBasis {
      engines = Map.copyOf(engines);
      missing = List.copyOf(missing);
    }

    private static ExportedBasis of(ReportEntry entry, Optional<JobState> job) {
      return new ExportedBasis(
          entry.buckets(),
          entry.tally(),
          entry.engines(),
          job.flatMap(JobState::newest),
          entry.missing(),
          entry.since());
    }
  }

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
  public record ExportedChange(ExportedPart part, long removed, long added) {
    private static ExportedChange of(ReportEntry.RowChange change) {
      ReportEntry.ReportPart part = change.part();
      return new ExportedChange(
          new ExportedPart(CHANGED, part.length(), part.sha256()),
          change.removed(),
          change.added());
    }
  }

  /** The name of the file that says all this. */
  public static final String DESCRIPTION = "_report.json";

  /** The name of the file of changed rows. */
  public static final String CHANGED = "_changed.tsv";

  /**
   * What could not be counted.
   *
   * @param complete share of the records that could be cut, 0 to 1, of all that the inputs of the
   *     job ever brought: what is missing lies in quarantine, and which window it belongs to is not
   *     known
   * @param quarantined what that is, of these inputs
   */
  public record ExportedLoss(double complete, Quarantined quarantined) {
    private static ExportedLoss of(Totals totals) {
      Records records = totals.records();
      return new ExportedLoss(
          records.records() == 0 ? 1.0 : (double) records.cut() / (double) records.records(),
          new Quarantined(records.quarantined(), records.lateRefused(), totals.quarantined()));
    }
  }

  /**
   * What lies in quarantine.
   *
   * @param records those that could not be read
   * @param lateRefused those that came too late
   * @param files those that were set aside whole
   */
  public record Quarantined(long records, long lateRefused, long files) {}

  /** Of a report that {@code snapshot} names. */
  public static ReportFile of(
      String pipeline, Snapshot snapshot, ReportEntry entry, List<String> columns) {
    Optional<JobState> job = Optional.ofNullable(snapshot.facts().jobs().get(entry.job()));
    return new ReportFile(
        FORMAT,
        new ExportedId(pipeline, snapshot.number(), entry.job(), entry.window(), entry.bucket()),
        new ExportedEdition(entry.from(), entry.to(), entry.revision()),
        ExportedTable.of(entry, columns),
        ExportedBasis.of(entry, job),
        entry.changed().map(ExportedChange::of),
        ExportedLoss.of(snapshot.facts().totalRead(entry.job())));
  }

  /** Each part takes the fields that bear its names. */
  static final class FlatReader extends StdDeserializer<ReportFile> {
    @Serial private static final long serialVersionUID = 1;

    FlatReader() {
      super(ReportFile.class);
    }

    @Override
    public ReportFile deserialize(JsonParser in, DeserializationContext context)
        throws IOException {
      WrittenFields fields = new WrittenFields(context.readTree(in));
      ReportFile file =
          new ReportFile(
              fields.take(WrittenFormat.class).format(),
              fields.take(ExportedId.class),
              fields.take(ExportedEdition.class),
              fields.take(ExportedTable.class),
              fields.take(ExportedBasis.class),
              fields.take(WrittenChange.class).changed(),
              fields.take(ExportedLoss.class));
      fields.end();
      return file;
    }
  }

  private record WrittenFormat(String format) {}

  private record WrittenChange(Optional<ExportedChange> changed) {}

  /** The number of the snapshot that says all this. */
  public long snapshot() {
    return id.snapshot();
  }

  /** The revision whose files these are. */
  public int revision() {
    return edition.revision();
  }

  /** The names of the columns, in order. */
  public List<String> columns() {
    return table.columns();
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
