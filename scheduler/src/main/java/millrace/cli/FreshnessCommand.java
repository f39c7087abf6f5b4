package millrace.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import millrace.input.MissingLandingException;
import millrace.inspect.Freshness;
import millrace.inspect.Parked;
import millrace.inspect.Status;
import millrace.pipeline.InvalidConfiguration;
import millrace.pipeline.Pipeline;
import millrace.schedule.Definition;
import millrace.state.PipelineState;
import millrace.time.DurationText;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code freshness}: whether reports are recent, for monitoring. */
@Command(
    name = "freshness",
    description = {
      "Exit code 0 when the newest report of every window is recent, 1 when one is stale or nothing ever ran.",
      "A report is as old as its end; a window whose ends lie further apart than buckets may be older by that."
    },
    footerHeading = "%nExample:%n",
    footer = "  millrace freshness pipeline.yaml --max-age 15m")
final class FreshnessCommand implements Verb {
  @Parameters(paramLabel = "PIPELINE.yaml", description = "The pipeline file.")
  String file = "";

  @Option(
      names = "--max-age",
      paramLabel = "AGE",
      converter = Age.class,
      description =
          "How old a report may be, as 15m or 2h. Default: two buckets and the lateness, at least 15m.")
  Optional<Duration> maxAge = Optional.empty();

  @Option(
      names = "--now",
      paramLabel = "T",
      converter = Moment.class,
      description = "The time to count back from, an instant or a bucket name. Default: the clock.")
  Optional<Instant> now = Optional.empty();

  static final class Age implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      try {
        return DurationText.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  @Override
  public int run(Invocation invocation) throws IOException {
    Pipeline pipeline = invocation.pipeline(file);
    Duration allowed = maxAge.orElseGet(() -> Freshness.usualMaxAge(pipeline.buckets()));
    Instant time = now.orElseGet(Instant::now);
    PrintStream out = invocation.out();
    try (Opened opened = Opened.of(invocation, pipeline)) {
      Optional<PipelineState> state = opened.state();
      state.ifPresent(it -> new Definition(pipeline).check(it.snapshot()));
      List<Freshness> stale =
          Freshness.of(pipeline, state, time).stream().filter(it -> it.isStale(allowed)).toList();
      if (stale.isEmpty()) {
        out.println("fresh: no report is older than " + DurationText.format(allowed));
        return ExitCode.DONE;
      }
      for (Freshness one : stale) {
        line(
            out,
            "stale: job %s, window %s: %s"
                .formatted(
                    one.job(),
                    one.window(),
                    one.newest()
                        .map(end -> "%s, the newest report ends %s".formatted(age(one), end))
                        .orElseGet(
                            () ->
                                one.age().isPresent()
                                    ? age(one) + ", nothing is published"
                                    : "nothing ever ran")));
      }
      line(out, "allowed: %s".formatted(DurationText.format(allowed)));
      why(invocation, opened, state, time);
      return ExitCode.FAILED;
    } catch (MissingLandingException e) {
      throw new InvalidConfiguration("pipeline " + pipeline.name() + ": " + e.getMessage(), e);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static String age(Freshness one) {
    Duration age = one.age().orElseThrow();
    return DurationText.format(Duration.ofSeconds(age.toSeconds())) + " old";
  }

  private static void line(PrintStream out, String text) {
    out.println(Printable.text(text));
  }

  /** What the operator would ask next. */
  private void why(
      Invocation invocation, Opened opened, Optional<PipelineState> state, Instant time)
      throws IOException {
    PrintStream out = invocation.out();
    Status status = Status.of(opened.pipeline(), state, List.of(), opened.intakes(state), time);
    line(
        out,
        "sealed: %s"
            .formatted(
                status.position().watermark().map(end -> "up to " + end).orElse("no bucket yet")));
    line(
        out,
        "waiting: %d files to take, %d open buckets, %d buckets to fold"
            .formatted(
                status.arrivals().files().settling(),
                status.buckets().open(),
                status.buckets().unfolded()));
    for (Status.WorkStatus waits : status.pending().work()) {
      if (waits.attempts() > 0) {
        line(
            out,
            "failing: bucket %s, job %s: failed %d times"
                .formatted(waits.bucket(), String.join(", ", waits.jobs()), waits.attempts()));
      }
    }
    for (Parked parked : status.pending().parked()) {
      line(
          out,
          "parked: bucket %s, job %s: failed %d times; when its cause is mended: %s"
              .formatted(
                  parked.bucket(),
                  String.join(", ", parked.jobs()),
                  parked.attempts(),
                  parked.remedy().replace(Parked.FILE, Shell.quoted(file))));
    }
  }
}
