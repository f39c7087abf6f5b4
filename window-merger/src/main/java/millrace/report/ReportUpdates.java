package millrace.report;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import millrace.aggregate.ByteString;
import millrace.job.Job;
import millrace.sink.Completeness;
import millrace.sink.ReportContent;
import millrace.sink.ReportFacts;
import millrace.sink.ReportId;
import millrace.sink.ReportTable;
import millrace.sink.ReportUpdate;
import millrace.sink.ReportUpdate.PublishedReport;
import millrace.sink.ReportUpdate.WithdrawnReport;
import millrace.sink.RowReader;
import millrace.state.PipelineState;
import millrace.state.ReportEntry;
import millrace.store.Json;

/** What sinks are told of the reports of a state. */
public final class ReportUpdates {
  private final String pipeline;
  private final PipelineState state;
  private final Function<String, Optional<Job<?, ?>>> jobs;

  /**
   * What is true of the reports of {@code state}.
   *
   * @param jobs by name; empty for a job the pipeline file does not declare any more
   */
  public ReportUpdates(
      String pipeline, PipelineState state, Function<String, Optional<Job<?, ?>>> jobs) {
    this.pipeline = pipeline;
    this.state = state;
    this.jobs = jobs;
  }

  /**
   * What is true of the report with this key: its newest revision, or that it was withdrawn.
   *
   * @param snapshot that withdrew it, if it did
   */
  public ReportUpdate of(String key, long snapshot) {
    return state
        .reports()
        .get(key)
        .<ReportUpdate>map(this::published)
        .orElseGet(() -> new WithdrawnReport(id(key), snapshot));
  }

  /** The parts of a report's key are names without a slash. */
  private ReportId id(String key) {
    String[] names = key.split("/", 3);
    return new ReportId(pipeline, names[0], names[1], names[2]);
  }

  private PublishedReport published(ReportEntry entry) {
    Optional<Job<?, ?>> job = jobs.apply(entry.job());
    List<String> keyColumns = job.map(it -> it.keyColumns()).orElse(List.of());
    List<String> valueColumns = job.map(it -> it.valueColumns()).orElse(List.of());
    ReportFile file =
        ReportFile.of(pipeline, state.snapshot(), entry, job.map(Job::columns).orElse(List.of()));
    return new PublishedReport(
        new ReportId(pipeline, entry.job(), entry.window(), entry.bucket()),
        new ReportFacts(
            entry.from(),
            entry.to(),
            entry.revision(),
            entry.snapshot(),
            new ReportTable(
                keyColumns,
                valueColumns,
                entry.top().map(OptionalInt::of).orElse(OptionalInt.empty()),
                entry.rows()),
            new Completeness(
                entry.buckets(),
                entry.tally(),
                entry.missing(),
                entry.since(),
                file.loss().complete(),
                new Completeness.SetAside(
                    file.loss().quarantined().records(),
                    file.loss().quarantined().lateRefused(),
                    file.loss().quarantined().files()))),
        new StateContent(state, entry, file));
  }

  private record StateContent(PipelineState state, ReportEntry entry, ReportFile file)
      implements ReportContent {
    @Override
    public RowReader rows() {
      return new Rows(state, entry);
    }

    @Override
    public List<String> files() {
      List<String> names = new ArrayList<>();
      file.table().parts().forEach(part -> names.add(part.name()));
      file.changed().ifPresent(change -> names.add(change.part().name()));
      names.add(ReportFile.DESCRIPTION);
      return names;
    }

    @Override
    public InputStream open(String name) throws IOException {
      if (name.equals(ReportFile.DESCRIPTION)) {
        return new ByteArrayInputStream(Json.bytes(file));
      }
      for (int i = 0; i < file.table().parts().size(); i++) {
        if (file.table().parts().get(i).name().equals(name)) {
          return state.open(entry.parts().get(i).path());
        }
      }
      Optional<ReportEntry.RowChange> changed = entry.changed();
      if (changed.isPresent() && name.equals(ReportFile.CHANGED)) {
        return state.open(changed.get().part().path());
      }
      throw new FileNotFoundException("report " + entry.key() + " has no file " + name);
    }
  }

  /** The rows of all parts, one after the other. */
  private static final class Rows implements RowReader {
    private final PipelineState state;
    private final List<ReportEntry.ReportPart> parts;
    private int next;
    private Optional<TsvReader> part = Optional.empty();

    Rows(PipelineState state, ReportEntry entry) {
      this.state = state;
      this.parts = entry.parts();
    }

    @Override
    public Optional<List<ByteString>> next() throws IOException {
      while (true) {
        if (part.isEmpty()) {
          if (next == parts.size()) {
            return Optional.empty();
          }
          part = Optional.of(new TsvReader(state.open(parts.get(next++).path())));
        }
        Optional<List<ByteString>> row = part.get().next();
        if (row.isPresent()) {
          return row;
        }
        close();
      }
    }

    @Override
    public void close() throws IOException {
      if (part.isPresent()) {
        TsvReader open = part.get();
        part = Optional.empty();
        open.close();
      }
    }
  }
}
