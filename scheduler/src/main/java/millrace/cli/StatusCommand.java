package millrace.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import millrace.input.MissingLandingException;
import millrace.inspect.Parked;
import millrace.inspect.Status;
import millrace.pipeline.InvalidConfiguration;
import millrace.pipeline.Pipeline;
import millrace.state.Expired;
import millrace.state.PipelineState;
import millrace.state.Records;
import millrace.state.Snapshot;
import millrace.store.Json;
import millrace.store.SnapshotChain;
import millrace.time.DurationText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code status}: how a pipeline stands. */
@Command(
    name = "status",
    description = {
      "Prints buckets by state, the lag, files waiting and why, the sums that must hold, and the last commits.",
      "The fields of --json are described in the operations page."
    },
    footerHeading = "%nExample:%n",
    footer = "  millrace status pipeline.yaml --json")
final class StatusCommand implements Verb {
  private static final int COMMITS = 10;

  @Parameters(paramLabel = "PIPELINE.yaml", description = "The pipeline file.")
  String file = "";

  @Option(names = "--json", description = "Prints JSON.")
  boolean json;

  @Override
  public int run(Invocation invocation) throws IOException {
    Pipeline pipeline = invocation.pipeline(file);
    try (Opened opened = Opened.of(invocation, pipeline)) {
      Optional<PipelineState> state = opened.state();
      Status status =
          Status.of(pipeline, state, recent(opened.chain()), opened.intakes(state), Instant.now());
      if (json) {
        invocation.out().writeBytes(Json.bytes(status));
      } else {
        print(invocation.out(), status, Shell.quoted(file));
      }
      return ExitCode.DONE;
    } catch (MissingLandingException e) {
      throw new InvalidConfiguration("pipeline " + pipeline.name() + ": " + e.getMessage(), e);
    }
  }

  private static List<Snapshot> recent(SnapshotChain<Snapshot> chain) throws IOException {
    List<Long> numbers = new ArrayList<>(chain.numbers());
    Collections.reverse(numbers);
    List<Snapshot> recent = new ArrayList<>();
    for (long number : numbers.subList(0, Math.min(COMMITS, numbers.size()))) {
      chain.read(number).ifPresent(recent::add);
    }
    return recent;
  }

  private static String lag(long seconds) {
    Duration lag = Duration.ofSeconds(Math.abs(seconds));
    return ", %s %s the clock"
        .formatted(DurationText.format(lag), seconds < 0 ? "ahead of" : "behind");
  }

  private static Optional<String> expired(Expired expired) {
    List<String> parts = new ArrayList<>();
    expired.raw().ifPresent(end -> parts.add("raw records up to " + end));
    expired.runs().ifPresent(end -> parts.add("runs up to " + end));
    expired.reports().ifPresent(end -> parts.add("reports up to " + end));
    return Optional.of(String.join(", ", parts)).filter(it -> !it.isEmpty());
  }

  /** As "yarn 12.5 s + 40.2 MB/s (8 folds)". */
  private static String engine(Status.EngineStatus engine) {
    return "%s %s%s (%d folds)"
        .formatted(
            engine.engine(),
            engine
                .startMillis()
                .map(it -> String.format(Locale.ROOT, "%.1f s + ", it / 1000.0))
                .orElse(""),
            engine
                .bytesPerSecond()
                .map(it -> String.format(Locale.ROOT, "%.1f MB/s", it / 1e6))
                .orElse("not measured"),
            engine.measured());
  }

  private static String buckets(List<String> names) {
    return names.size() < 4
        ? String.join(", ", names)
        : "%s … %s (%d)".formatted(names.get(0), names.get(names.size() - 1), names.size());
  }

  private static TextTable inputs(List<Status.InputStatus> inputs) {
    TextTable table =
        new TextTable()
            .left("input")
            .right("files waiting")
            .right("cut")
            .right("duplicate")
            .right("quarantined")
            .right("records")
            .right("cut")
            .right("quarantined")
            .right("late-refused");
    for (Status.InputStatus input : inputs) {
      table.row(
          input.input(),
          input.files().settling(),
          input.files().cut(),
          input.files().duplicate(),
          input.files().quarantined(),
          input.records().records(),
          input.records().cut(),
          input.records().quarantined(),
          input.records().lateRefused());
    }
    return table;
  }

  private static void print(PrintStream out, Status status, String file) {
    out.println(
        "pipeline   "
            + status.position().pipeline()
            + ", snapshot "
            + status.position().snapshot());
    out.println(
        "watermark  "
            + status
                .position()
                .watermark()
                .map(Instant::toString)
                .orElse("none: no bucket is sealed yet")
            + status.position().lagSeconds().map(StatusCommand::lag).orElse(""));
    out.println(
        "buckets    %d open, %d sealed, %d empty, %d to fold, %d parked"
            .formatted(
                status.buckets().open(),
                status.buckets().sealed(),
                status.buckets().empty(),
                status.buckets().unfolded(),
                status.buckets().parked()));
    Status.FileCounts files = status.arrivals().files();
    out.println(
        "files      %d waiting, %d cut, %d duplicate, %d quarantined, %d ignored"
            .formatted(
                files.settling(),
                files.cut(),
                files.duplicate(),
                files.quarantined(),
                files.ignored()));
    Records records = status.arrivals().records();
    out.println(
        "records    %d = %d cut + %d quarantined + %d late-refused"
            .formatted(
                records.records(), records.cut(), records.quarantined(), records.lateRefused()));
    expired(status.history().expired()).ifPresent(it -> out.println("deleted    " + it));
    if (!status.history().engines().isEmpty()) {
      out.println(
          "engines    "
              + status.history().engines().stream()
                  .map(StatusCommand::engine)
                  .collect(Collectors.joining(", ")));
    }
    if (status.arrivals().inputs().size() > 1) {
      out.println();
      inputs(status.arrivals().inputs()).print(out);
    }
    if (!status.arrivals().waiting().isEmpty()) {
      out.println();
      boolean several = status.arrivals().inputs().size() > 1;
      TextTable table = new TextTable().left("file").left("state").left("reason");
      status
          .arrivals()
          .waiting()
          .forEach(
              it ->
                  table.row(
                      several ? it.input() + " " + it.file() : it.file(), it.state(), it.reason()));
      table.print(out);
    }
    out.println();
    TextTable jobs =
        new TextTable()
            .left("job")
            .right("records")
            .right("folded")
            .right("filtered")
            .right("keyless")
            .right("rejected")
            .right("late")
            .left("newest reports");
    for (Status.JobStatus job : status.jobs()) {
      jobs.row(
          job.job(),
          job.tally().records(),
          job.tally().folded(),
          job.tally().filtered(),
          job.tally().keyless(),
          job.tally().rejected(),
          job.tally().late(),
          String.join(
              ", ",
              job.windows().entrySet().stream()
                  .map(it -> it.getKey() + " " + it.getValue().bucket())
                  .toList()));
    }
    jobs.print(out);
    if (!status.pending().work().isEmpty()) {
      out.println();
      TextTable work = new TextTable().left("bucket to fold").left("jobs").right("attempts");
      status
          .pending()
          .work()
          .forEach(it -> work.row(it.bucket(), String.join(", ", it.jobs()), it.attempts()));
      work.print(out);
    }
    if (!status.pending().parked().isEmpty()) {
      out.println();
      TextTable parked =
          new TextTable()
              .left("bucket parked")
              .left("jobs")
              .right("attempts")
              .right("records missing")
              .left("when its cause is mended");
      status
          .pending()
          .parked()
          .forEach(
              it ->
                  parked.row(
                      it.bucket(),
                      String.join(", ", it.jobs()),
                      it.attempts(),
                      it.records(),
                      it.remedy().replace(Parked.FILE, file)));
      parked.print(out);
    }
    if (!status.pending().running().isEmpty()) {
      out.println();
      TextTable running =
          new TextTable().left("given to").left("attempt").left("buckets").left("jobs");
      status
          .pending()
          .running()
          .forEach(
              it ->
                  running.row(
                      it.engine(),
                      it.attempt(),
                      buckets(it.buckets()),
                      String.join(", ", it.jobs())));
      running.print(out);
    }
    if (!status.pending().merging().isEmpty()) {
      out.println();
      TextTable merging =
          new TextTable().left("merge").left("job").left("from").left("to").right("runs");
      status
          .pending()
          .merging()
          .forEach(it -> merging.row(it.attempt(), it.job(), it.from(), it.to(), it.runs()));
      merging.print(out);
    }
    if (!status.pending().backfills().isEmpty()) {
      out.println();
      TextTable backfills =
          new TextTable().left("backfill from").left("to").left("jobs").left("since").left("by");
      status
          .pending()
          .backfills()
          .forEach(
              it ->
                  backfills.row(
                      it.from(), it.to(), String.join(", ", it.jobs()), it.at(), it.host()));
      backfills.print(out);
    }
    if (!status.history().outputs().isEmpty()) {
      out.println();
      TextTable outputs =
          new TextTable()
              .left("output")
              .right("told up to")
              .right("waiting")
              .left("history")
              .left("cannot be told since")
              .left("because");
      status
          .history()
          .outputs()
          .forEach(
              it ->
                  outputs.row(
                      it.output(),
                      it.told(),
                      it.waiting(),
                      it.catchingUp() ? "being told" : "told",
                      it.failingSince().map(Instant::toString).orElse(""),
                      it.problem().orElse("")));
      outputs.print(out);
    }
    if (!status.history().attempts().isEmpty()) {
      out.println();
      TextTable commits =
          new TextTable()
              .right("snapshot")
              .left("stage")
              .left("at")
              .right("ms since the last")
              .left("by");
      status
          .history()
          .attempts()
          .forEach(
              it ->
                  commits.row(
                      it.snapshot(),
                      it.stage(),
                      it.at(),
                      it.millis().map(String::valueOf).orElse(""),
                      it.host()));
      commits.print(out);
    }
  }
}
