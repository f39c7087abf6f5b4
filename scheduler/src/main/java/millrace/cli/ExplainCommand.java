package millrace.cli;

import java.io.BufferedOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import millrace.aggregate.ByteString;
import millrace.inspect.Explanation;
import millrace.job.Job;
import millrace.job.Jobs;
import millrace.pipeline.InvalidConfiguration;
import millrace.pipeline.Pipeline;
import millrace.state.PipelineState;
import millrace.state.ReportEntry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code explain}: where a published number comes from. */
@Command(
    name = "explain",
    description = {
      "Prints which buckets, revisions, attempts and landed files a published report comes from, bucket by bucket.",
      "With --key also what each bucket contributes to one row, and whether that adds up to the row: if it does not, the exit code is 1."
    },
    footerHeading = "%nExample:%n",
    footer = "  millrace explain pipeline.yaml --job words --window all --key tea")
final class ExplainCommand implements Verb {
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
      description =
          "An instant or a bucket name: the report whose last bucket ends at or before it. Default: the newest.")
  Optional<Instant> at = Optional.empty();

  @Option(
      names = "--key",
      paramLabel = "K",
      description =
          "The key of one row, as `report --format tsv` prints it (\\\\ \\t \\n \\r; any byte may be written \\xHH). A key of several columns: --key for each of them, in their order.")
  List<String> key = new ArrayList<>();

  @Option(names = "--json", description = "Prints JSON.")
  boolean json;

  @Override
  public int run(Invocation invocation) throws IOException {
    Pipeline pipeline = invocation.pipeline(file);
    WindowChoice choice = WindowChoice.of(pipeline, job, window);
    Job<?, ?> made = Jobs.create(choice.job().spec(), invocation.configuration().getClassLoader());
    List<ByteString> wanted = key(made.keyColumns());
    try (Opened opened = Opened.of(invocation, pipeline)) {
      return choice.read(
          opened, at, (state, report) -> tell(invocation, opened, made, state, report, wanted));
    }
  }

  private List<ByteString> key(List<String> columns) {
    if (!key.isEmpty() && key.size() != columns.size()) {
      throw new InvalidConfiguration(
          "--key: given %d times, and a key of job %s has %d columns (%s): give it once for each, in this order"
              .formatted(key.size(), job, columns.size(), String.join(", ", columns)));
    }
    return key.stream().map(KeyText::parse).toList();
  }

  private int tell(
      Invocation invocation,
      Opened opened,
      Job<?, ?> made,
      PipelineState state,
      ReportEntry report,
      List<ByteString> wanted)
      throws IOException {
    Explanation explanation = new Explanation(state, opened.pipeline(), report, made);
    PrintStream out =
        new PrintStream(new BufferedOutputStream(invocation.out()), false, StandardCharsets.UTF_8);
    try (ExplanationPrinter printer =
        json
            ? new ExplanationPrinter.JsonExplanation(out)
            : new ExplanationPrinter.TextExplanation(
                out,
                opened.pipeline(),
                path -> opened.store().path(path).toString(),
                Shell.quoted(file),
                wanted)) {
      if (wanted.isEmpty()) {
        explanation.tell(printer);
        return ExitCode.DONE;
      }
      return explanation.tell(wanted, printer) == Explanation.RowVerdict.DIFFERS
          ? ExitCode.FAILED
          : ExitCode.DONE;
    } catch (FileNotFoundException e) {
      throw gone(e);
    } catch (UncheckedIOException e) {
      throw e.getCause() instanceof FileNotFoundException gone ? gone(gone) : e.getCause();
    }
  }

  /**
   * A file that was deleted meanwhile. Printed lines cannot be taken back, so the newest state is
   * not read again.
   */
  private IOException gone(FileNotFoundException e) {
    return new IOException(
        "job %s, window %s: a file went while it was read. Was it a tick that replaced it? Then ask again; if not, see what millrace verify says"
            .formatted(job, window),
        e);
  }
}
