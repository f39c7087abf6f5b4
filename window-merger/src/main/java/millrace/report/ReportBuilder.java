package millrace.report;

import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import millrace.aggregate.Aggregate;
import millrace.aggregate.Cell;
import millrace.merge.RowConsumer;
import millrace.merge.TopN;
import millrace.run.Run;
import millrace.run.Tally;
import millrace.state.Draft;
import millrace.window.Extent;

/** One report in the making: the runs behind it, what they come to, and its rows so far. */
final class ReportBuilder implements Closeable {
  private final Draft draft;
  private final ReportSeries series;
  private final Instant end;
  private final String file;
  private final Rendering rendering;
  private final List<Run> runs = new ArrayList<>();
  private final Map<String, Integer> engines = new TreeMap<>();
  private Tally tally = Tally.NOTHING;
  private int buckets;

  /**
   * A report without runs or rows.
   *
   * @param end its end
   * @param file the name of the file of {@code draft} that its rows are written to
   */
  ReportBuilder(Draft draft, ReportSeries series, Instant end, String file) throws IOException {
    this.draft = draft;
    this.series = series;
    this.end = end;
    this.file = file;
    this.rendering =
        new Rendering(series.job().keyColumns().size(), series.top(), () -> draft.create(file));
  }

  /** It is made from these runs as well. */
  void add(List<Run> more) {
    runs.addAll(more);
    for (Run run : more) {
      tally = tally.plus(run.tally());
      buckets += run.buckets();
      run.engines().forEach((engine, count) -> engines.merge(engine, count, Integer::sum));
    }
  }

  /** It is made from all that {@code other} is made from, and has nothing of its own yet. */
  void begin(ReportBuilder other) {
    tally = other.tally;
    buckets = other.buckets;
    engines.putAll(other.engines);
    runs.addAll(other.runs);
  }

  /** Its rows, if they can be found without reading all of its runs. */
  <S> Optional<List<TopN.Row>> top(Aggregate<?, S, List<Cell>> aggregate) throws IOException {
    return series.top().isPresent()
        ? RankableRun.top(draft::open, runs, aggregate, series.top().getAsInt())
        : Optional.empty();
  }

  ReportSeries series() {
    return series;
  }

  Instant end() {
    return end;
  }

  /** The buckets it is made from. */
  Extent sources() {
    return series.publication().sources(end);
  }

  /** The name of the file of the draft that holds its rows. */
  String file() {
    return file;
  }

  /** Takes its rows. */
  RowConsumer sink() {
    return rendering.sink();
  }

  /** Writes what is still to be written of its rows. */
  void finish() throws IOException {
    rendering.finish();
  }

  /** Its rows, finished. */
  Rendering rendering() {
    return rendering;
  }

  /** What became of the records behind it. */
  Tally tally() {
    return tally;
  }

  /** How many buckets with records it is made from. */
  int buckets() {
    return buckets;
  }

  /** How many of the runs behind it each engine computed. */
  Map<String, Integer> engines() {
    return engines;
  }

  @Override
  public void close() throws IOException {
    rendering.close();
  }
}
