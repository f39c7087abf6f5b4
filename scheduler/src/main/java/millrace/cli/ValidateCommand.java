package millrace.cli;

import millrace.pipeline.Pipeline;
import millrace.time.DurationText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code validate}: checks a pipeline file whole. */
@Command(
    name = "validate",
    description = "Checks a pipeline file whole, its job classes included, and touches nothing.",
    footerHeading = "%nExample:%n",
    footer = "  millrace validate pipeline.yaml")
final class ValidateCommand implements Verb {
  @Parameters(paramLabel = "PIPELINE.yaml", description = "The pipeline file.")
  String file = "";

  @Override
  public int run(Invocation invocation) {
    Pipeline pipeline = invocation.pipeline(file);
    int windows = pipeline.jobs().stream().mapToInt(job -> job.windows().size()).sum();
    invocation
        .out()
        .println(
            Printable.text(
                "%s: valid: pipeline %s, buckets of %s, %s, %s"
                    .formatted(
                        file,
                        pipeline.name(),
                        DurationText.format(pipeline.buckets().every()),
                        number(pipeline.jobs().size(), "job"),
                        number(windows, "window"))));
    return ExitCode.DONE;
  }

  private static String number(int number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }
}
