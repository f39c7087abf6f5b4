package millrace.cli;

import java.io.FileNotFoundException;
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
import millrace.pipeline.PipelineJob;
import millrace.record.Nearest;
import millrace.report.ReportFile;
import millrace.report.ReportReader;
import millrace.schedule.Definition;
import millrace.snapshot.PipelineState;
import millrace.snapshot.ReportEntry;
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
  /** A tick may replace the files of a report while they are read; then the head is read again. */
  private static final int TRIES = 10;

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
      converter = Format.class,
      description = "table, tsv, csv or json. Default: ${DEFAULT-VALUE}.",
      defaultValue = "table")
  ReportFormat format = ReportFormat.TABLE;

  static final class Format extends EnumWord<ReportFormat> {
    Format() {
      super(ReportFormat.class);
    }
  }

  @Override
  public int run(Invocation invocation) throws IOException {
    Pipeline pipeline = invocation.pipeline(file);
    PipelineJob declared = find(pipeline);
    if (top.isPresent() && top.get() < 1) {
      throw new InvalidConfiguration("--top: found " + top.get() + ", expected 1 or more");
    }
    Job<?, ?> made = Jobs.create(declared.spec(), invocation.configuration().getClassLoader());
    try (Opened opened = Opened.of(invocation, pipeline)) {
      for (int left = TRIES; ; left--) {
        try {
          return print(invocation, opened, made);
        } catch (FileNotFoundException e) {
          if (left == 1) {
            throw e;
          }
        }
      }
    }
  }

  private PipelineJob find(Pipeline pipeline) {
    List<String> jobs = pipeline.jobs().stream().map(PipelineJob::name).toList();
    PipelineJob declared =
        pipeline.jobs().stream()
            .filter(one -> one.name().equals(job))
            .findFirst()
            .orElseThrow(() -> unknown("--job", job, jobs));
    if (!declared.windows().containsKey(window)) {
      throw unknown("--window", window, List.copyOf(declared.windows().keySet()));
    }
    return declared;
  }

  private static InvalidConfiguration unknown(String option, String found, List<String> known) {
    return new InvalidConfiguration(
        "%s: found \"%s\", expected one of %s%s"
            .formatted(
                option,
                found,
                String.join(", ", known),
                Nearest.of(found, known).map(name -> "; did you mean " + name + "?").orElse("")));
  }

  private int print(Invocation invocation, Opened opened, Job<?, ?> made) throws IOException {
    Optional<PipelineState> state = opened.state();
    // otherwise the rows of the old definition would stand below the names of the new one
    state.ifPresent(s -> new Definition(opened.pipeline()).check(s.snapshot()));
    Optional<ReportEntry> entry = state.flatMap(s -> reader(s, opened).find(job, window, at));
    if (entry.isEmpty()) {
      throw new IOException(
          "job %s, window %s: nothing is published%s yet; see millrace status"
              .formatted(job, window, at.map(t -> " up to " + t).orElse("")));
    }
    List<String> columns = made.columns();
    ReportFile facts =
        ReportFile.of(opened.pipeline().name(), state.get().snapshot(), entry.get(), columns);
    List<List<millrace.aggregate.ByteString>> rows = new ArrayList<>();
    ReportReader reader = reader(state.get(), opened);
    if (format.isStreamed() && !isRanked(entry.get())) {
      // the files are checked against their digest before their first row is handed out
      try (ReportPrinter printer =
          format.printer(invocation.out(), facts, made.keyColumns().size())) {
        reader.read(entry.get(), limit(), printer::row);
      }
      return ExitCode.DONE;
    }
    if (isRanked(entry.get())) {
      Path scratch = Files.createTempDirectory("millrace-");
      try {
        reader.rank(entry.get(), made, top.orElseThrow(), scratch, rows::add);
      } finally {
        try (Stream<Path> left = Files.walk(scratch)) {
          for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(path);
          }
        }
      }
    } else {
      reader.read(entry.get(), limit(), rows::add);
    }
    try (ReportPrinter printer =
        format.printer(invocation.out(), facts, made.keyColumns().size())) {
      for (List<millrace.aggregate.ByteString> row : rows) {
        printer.row(row);
      }
    }
    return ExitCode.DONE;
  }

  private static ReportReader reader(PipelineState state, Opened opened) {
    return new ReportReader(state, opened.pipeline().buckets().every());
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
