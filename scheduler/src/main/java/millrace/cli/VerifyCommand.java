package millrace.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import millrace.pipeline.Pipeline;
import millrace.time.TimeRange;
import millrace.verify.Findings;
import millrace.verify.Scope;
import millrace.verify.Verification;
import millrace.verify.VerifyDepth;
import millrace.verify.VerifyEnvironment;
import millrace.verify.VerifyResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code verify}: whether everything is there, and is what it is said to be. */
@Command(
    name = "verify",
    description = {
      "Reads every file that the newest snapshot names, adds up all records, and prints a line for whatever is wrong, with what to do about it.",
      "Changes nothing, and may run beside live ticks. Ends with exit code 1 when anything is wrong."
    },
    footerHeading = "%nExample:%n",
    footer =
        "  millrace verify pipeline.yaml --recompute --from 20130311T0000Z --to 20130312T0000Z")
final class VerifyCommand implements Verb {
  @Parameters(paramLabel = "PIPELINE.yaml", description = "The pipeline file.")
  String file = "";

  @Option(
      names = "--recompute",
      description =
          "Proves the results besides: folds the raw records again and makes the reports again, each from the runs of its buckets.")
  boolean recompute;

  @Option(
      names = "--job",
      paramLabel = "J",
      description =
          "Only the runs and reports of this job; may be given several times. Default: all jobs.")
  List<String> jobs = new ArrayList<>();

  @Option(
      names = "--from",
      paramLabel = "T",
      converter = Moment.class,
      description =
          "Only buckets from this one on, with their runs and the reports that end with them: an instant or a bucket name.")
  Optional<Instant> from = Optional.empty();

  @Option(
      names = "--to",
      paramLabel = "T",
      converter = Moment.class,
      description = "The end of the last bucket.")
  Optional<Instant> to = Optional.empty();

  @Override
  public int run(Invocation invocation) throws IOException {
    Pipeline pipeline = invocation.pipeline(file);
    Scope scope = scope(pipeline);
    Path scratch = Files.createTempDirectory("millrace-");
    try (Opened opened = Opened.of(invocation, pipeline)) {
      VerifyEnvironment parts =
          new VerifyEnvironment(
              file,
              pipeline,
              invocation.settings(),
              opened.store(),
              invocation.configuration(),
              scratch);
      VerifyResult result =
          new Verification(parts, findings(invocation))
              .run(scope, recompute ? VerifyDepth.RECOMPUTE : VerifyDepth.FILES);
      invocation.progress().clear();
      invocation.out().println(Printable.text(result.summary()));
      return result.problems() == 0 ? ExitCode.DONE : ExitCode.FAILED;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } finally {
      Ticking.deleteAll(scratch);
    }
  }

  private Scope scope(Pipeline pipeline) {
    List<Instant> given = Stream.of(from, to).flatMap(Optional::stream).toList();
    TimeRange range =
        Selection.range(
            "verify", pipeline, given, from.orElse(Moment.FIRST), to.orElse(Moment.END), jobs);
    return new Scope(jobs, given.isEmpty() ? Optional.empty() : Optional.of(range));
  }

  private static Findings findings(Invocation invocation) {
    return new Findings() {
      @Override
      public void problem(String line) {
        invocation.progress().clear();
        invocation.out().println(Printable.text(line));
      }

      @Override
      public void progress(String what) {
        invocation.progress().update(what);
      }
    };
  }
}
