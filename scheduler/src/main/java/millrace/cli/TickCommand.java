package millrace.cli;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import millrace.pipeline.Pipeline;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tick}: everything that is due, in one call. */
@Command(
    name = "tick",
    description = {
      "Takes, cuts, seals, computes, merges, publishes, tells outputs and sweeps everything that is due, in one call: what cron calls.",
      "Nothing to do is success. Prints nothing but what the operator should know; -v prints each step."
    },
    footerHeading = "%nExample:%n",
    footer = "  millrace tick pipeline.yaml --now 2013-03-11T00:01:00Z")
final class TickCommand implements Verb {
  @Parameters(paramLabel = "PIPELINE.yaml", description = "The pipeline file.")
  String file = "";

  @Option(
      names = "--now",
      paramLabel = "T",
      converter = Moment.class,
      description =
          "The time that decides what is due, an instant or a bucket name. Default: the clock.")
  Optional<Instant> now = Optional.empty();

  @Option(names = "--dry-run", description = "Prints what would be done, and does nothing.")
  boolean dryRun;

  @Override
  public int run(Invocation invocation) throws IOException {
    Pipeline pipeline = invocation.pipeline(file);
    Instant time = now.orElseGet(Instant::now);
    if (!dryRun) {
      return new Ticking(invocation, pipeline).tick(time);
    }
    for (String line : new Ticking(invocation, pipeline).plan(time)) {
      invocation.out().println(Printable.text(line));
    }
    return ExitCode.DONE;
  }
}
