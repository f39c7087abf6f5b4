package millrace.plugins.jsonlines;

import java.io.FileNotFoundException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import millrace.aggregate.ByteString;
import millrace.run.Tally;
import millrace.sink.Completeness;
import millrace.sink.ReportContent;
import millrace.sink.ReportFacts;
import millrace.sink.ReportId;
import millrace.sink.ReportTable;
import millrace.sink.ReportUpdate.PublishedReport;
import millrace.sink.ReportUpdate.WithdrawnReport;
import millrace.sink.RowReader;

/** Reports of one window, as a pipeline would tell them. */
final class Reports {
  static final ReportId REPORT = new ReportId("shop", "urls", "hour", "20240301T1055Z");
  static final String FILE = "job=urls/window=hour/bucket=20240301T1055Z.jsonl";

  private static final Completeness COMPLETE =
      new Completeness(
          12, Tally.NOTHING, List.of(), Optional.empty(), 1.0, new Completeness.SetAside(0, 0, 0));

  private Reports() {}

  static List<ByteString> row(String... cells) {
    return Stream.of(cells).map(ByteString::of).toList();
  }

  /** A revision with one column for the key and one for the value. */
  @SafeVarargs
  @SuppressWarnings("varargs") // the rows are only read
  static PublishedReport revision(int revision, long snapshot, List<ByteString>... rows) {
    return of(revision, snapshot, List.of("path"), List.of("count"), List.of(rows));
  }

  static PublishedReport of(
      int revision,
      long snapshot,
      List<String> keyColumns,
      List<String> valueColumns,
      List<List<ByteString>> rows) {
    ReportFacts facts =
        new ReportFacts(
            Optional.of(Instant.parse("2024-03-01T10:00:00Z")),
            Instant.parse("2024-03-01T11:00:00Z"),
            revision,
            snapshot,
            new ReportTable(keyColumns, valueColumns, OptionalInt.of(20), rows.size()),
            COMPLETE);
    return new PublishedReport(REPORT, facts, new Rows(rows));
  }

  /** The same as of a window that holds everything before its end. */
  static PublishedReport cumulative(PublishedReport report) {
    ReportFacts facts = report.facts();
    return new PublishedReport(
        report.report(),
        new ReportFacts(
            Optional.empty(),
            facts.to(),
            facts.revision(),
            facts.snapshot(),
            facts.table(),
            facts.completeness()),
        report.content());
  }

  /** The same of another window. */
  static PublishedReport window(String window, PublishedReport report) {
    return new PublishedReport(
        new ReportId("shop", "urls", window, REPORT.bucket()), report.facts(), report.content());
  }

  static WithdrawnReport withdrawn(long snapshot) {
    return new WithdrawnReport(REPORT, snapshot);
  }

  private record Rows(List<List<ByteString>> all) implements ReportContent {
    @Override
    public RowReader rows() {
      Iterator<List<ByteString>> left = new ArrayList<>(all).iterator();
      return new RowReader() {
        @Override
        public Optional<List<ByteString>> next() {
          return left.hasNext() ? Optional.of(left.next()) : Optional.empty();
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public List<String> files() {
      return List.of();
    }

    @Override
    public InputStream open(String file) throws FileNotFoundException {
      throw new FileNotFoundException(file);
    }
  }
}
