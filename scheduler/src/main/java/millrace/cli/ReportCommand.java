package millrace.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import millrace.job.Job;
import millrace.job.Jobs;
import millrace.pipeline.InvalidConfiguration;
import millrace.pipeline.Pipeline;
import millrace.report.ReportFile;
import millrace.report.ReportReader;
import millrace.state.PipelineState;
import millrace.state.ReportEntry;
import millrace.window.Extent;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code report}: a published result. */
@Command(
    name = "report",
    description = {
      "Prints a published report, one committed version, whole.",
      "Without --at it is the newest; with it the one whose last bucket ends at or before T."
    },
    footerHeading = "%nExample:%n",
    footer = "  millrace report pipeline.yaml --job words --window all --top 5 --format csv")
final class ReportCommand implements Verb {
  @Parameters(paramLabel = "PIPELINE.yaml", description = "The pipeline file.")
  String file = "";

  @Option(names = "--job", paramLabel = "J", required = true, description = "The job.")
  String job = "";

  @Option(names = "--window", paramLabel = "W", required = true, description = "The window.")
  String window = "";

  @Option(
      names = "--at",
      paramLabel = "T",
      converter = Moment.class,
      description = "An instant or a bucket name.")
  Optional<Instant> at = Optional.empty();

  @Option(
      names = "--top",
      paramLabel = "N",
      description = "The N best rows; more than were published are ranked from the runs.")
  Optional<Integer> top = Optional.empty();

  @Option(
      names = "--format",
      converter = ReportFormatWord.class,
      completionCandidates = ReportFormatWord.class,
      description = "table, tsv, csv or json. Default: ${DEFAULT-VALUE}.",
      defaultValue = "table")
  ReportFormat format = ReportFormat.TABLE;

  static final class ReportFormatWord extends EnumWord<ReportFormat> {
    ReportFormatWord() {
      super(ReportFormat.class);
    }
  }

  @Override
  public int run(Invocation invocation) throws IOException {
    Pipeline pipeline = invocation.pipeline(file);
    WindowChoice choice = WindowChoice.of(pipeline, job, window);
    if (top.isPresent() && top.get() < 1) {
      throw new InvalidConfiguration("--top: found " + top.get() + ", expected 1 or more");
    }
    Job<?, ?> made = Jobs.create(choice.job().spec(), invocation.configuration().getClassLoader());
    try (Opened opened = Opened.of(invocation, pipeline)) {
      return choice.read(
          opened, at, (state, entry) -> print(invocation, pipeline, made, state, entry));
    }
  }

  private int print(
      Invocation invocation,
      Pipeline pipeline,
      Job<?, ?> made,
      PipelineState state,
      ReportEntry entry)
      throws IOException {
    List<String> columns = made.columns();
    ReportFile facts = ReportFile.of(pipeline.name(), state.snapshot(), entry, columns);
    List<List<millrace.aggregate.ByteString>> rows = new ArrayList<>();
    ReportReader reader = new ReportReader(state, pipeline.buckets().grid());
    if (format.isStreamed() && !isRanked(entry)) {
      // the files are checked against their digest before their first row is handed out
      try (ReportPrinter printer =
          format.printer(invocation.out(), facts, made.keyColumns().size())) {
        reader.read(entry, limit(), printer::row);
      }
      return ExitCode.DONE;
    }
    if (isRanked(entry)) {
      Path scratch = Files.createTempDirectory("millrace-");
      try {
        Extent sources =
            ReportReader.sources(entry, pipeline.publication(job, window).orElseThrow());
        reader.rank(entry, sources, made, top.orElseThrow(), scratch, rows::add);
      } finally {
        try (Stream<Path> left = Files.walk(scratch)) {
          for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(path);
          }
        }
      }
    } else {
      reader.read(entry, limit(), rows::add);
    }
    try (ReportPrinter printer =
        format.printer(invocation.out(), facts, made.keyColumns().size())) {
      for (List<millrace.aggregate.ByteString> row : rows) {
        printer.row(row);
      }
    }
    return ExitCode.DONE;
  }

  private OptionalInt limit() {
    return top.map(OptionalInt::of).orElse(OptionalInt.empty());
  }

  /** Whether what is asked for was not published and must be ranked from the runs. */
  private boolean isRanked(ReportEntry entry) {
    boolean wantsMore =
        entry.top().isEmpty()
            || (entry.top().get() < top.orElse(0) && entry.rows() >= entry.top().get());
    return top.isPresent() && wantsMore;
  }
}
