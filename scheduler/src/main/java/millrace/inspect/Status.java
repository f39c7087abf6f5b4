package millrace.inspect;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import millrace.input.LandedFile;
import millrace.input.Landing;
import millrace.landing.Intake;
import millrace.pipeline.Pipeline;
import millrace.pipeline.PipelineJob;
import millrace.run.Run;
import millrace.run.Tally;
import millrace.state.ClusterFold;
import millrace.state.Expired;
import millrace.state.Facts;
import millrace.state.FileEntry;
import millrace.state.JobState;
import millrace.state.PipelineState;
import millrace.state.Rates;
import millrace.state.Records;
import millrace.state.ReportEntry;
import millrace.state.SinkProgress;
import millrace.state.Snapshot;
import millrace.state.Totals;
import millrace.state.Work;
import millrace.time.Grid;

/**
 * How a pipeline stands: what {@code status} prints. As JSON it is one object: the fields of
 * position, arrivals, pending and history stand beside the others.
 *
 * @param position how far it has come
 * @param buckets by state
 * @param arrivals what came in
 * @param jobs where each stands
 * @param pending what is still to be done
 * @param history what earlier ticks did
 */
public record Status(
    @JsonUnwrapped Position position,
    BucketCounts buckets,
    @JsonUnwrapped Arrivals arrivals,
    List<JobStatus> jobs,
    @JsonUnwrapped PendingStatus pending,
    @JsonUnwrapped History history) {

  /**
   * How far a pipeline has come.
   *
   * @param pipeline its name
   * @param snapshot number of the newest snapshot; 0 before the first
   * @param watermark end of the newest sealed bucket
   * @param lagSeconds from the watermark to now
   */
  public record Position(
      String pipeline, long snapshot, Optional<Instant> watermark, Optional<Long> lagSeconds) {
    private static Position of(Pipeline pipeline, Snapshot head, Instant now) {
      Optional<Instant> watermark = head.facts().timeline().watermark();
      return new Position(
          pipeline.name(),
          head.number(),
          watermark,
          watermark.map(it -> Duration.between(it, now).toSeconds()));
    }
  }

  /**
   * What came in.
   *
   * @param files by state; {@code settling + cut + duplicate + quarantined + ignored} are all that
   *     were ever seen
   * @param inputs each with its files and records, in the order of the pipeline file
   * @param waiting files in the landing directories that nothing was counted of, and why
   * @param records {@code records = cut + quarantined + lateRefused}
   */
  public record Arrivals(
      FileCounts files, List<InputStatus> inputs, List<FileStatus> waiting, Records records) {
    public Arrivals {
      inputs = List.copyOf(inputs);
      waiting = List.copyOf(waiting);
    }

    private static Arrivals of(
        Snapshot head, Optional<PipelineState> state, Map<String, Intake> intakes) {
      List<FileStatus> waiting = new ArrayList<>();
      List<InputStatus> inputs = new ArrayList<>();
      intakes.forEach(
          (input, intake) -> {
            waiting.addAll(waitingIn(input, intake, state));
            Totals totals = head.facts().totals(input);
            inputs.add(new InputStatus(input, FileCounts.of(intake, totals), totals.records()));
          });
      return new Arrivals(
          inputs.stream().map(InputStatus::files).reduce(FileCounts.NONE, FileCounts::plus),
          inputs,
          waiting,
          head.facts().total().records());
    }
  }

  /**
   * What is still to be done.
   *
   * @param work buckets that are sealed and not folded yet
   * @param parked buckets that a job failed on too often
   * @param running what was given to a cluster and may still be done there
   * @param merging merges that were given to a cluster and may still be made there
   * @param backfills buckets that are being computed again
   */
  public record PendingStatus(
      List<WorkStatus> work,
      List<Parked> parked,
      List<FoldStatus> running,
      List<GivenMerge> merging,
      List<Backfilled> backfills) {
    private static PendingStatus of(Facts facts, Pipeline pipeline) {
      Grid buckets = pipeline.buckets().grid();
      return new PendingStatus(
          facts.work().due().stream()
              .map(it -> new WorkStatus(buckets.name(it.bucket()), it.jobs(), it.attempts()))
              .toList(),
          facts.work().parked().stream().map(it -> Parked.of(it, pipeline)).toList(),
          facts.cluster().folds().stream().map(it -> given(it, buckets)).toList(),
          facts.cluster().merges().stream()
              .map(
                  it ->
                      new GivenMerge(
                          it.id(),
                          it.job(),
                          it.covers().start(),
                          it.covers().end(),
                          it.inputs().size()))
              .toList(),
          facts.cluster().backfills().stream()
              .map(it -> new Backfilled(it.from(), it.to(), it.jobs(), it.host(), it.at()))
              .toList());
    }
  }

  /**
   * What earlier ticks did.
   *
   * @param expired up to where retention has deleted
   * @param engines what is known of those that folded lately, by name
   * @param outputs how far each output has come, besides the files below {@code reports/}
   * @param attempts the newest commits, the newest first
   */
  public record History(
      Expired expired,
      List<EngineStatus> engines,
      List<OutputStatus> outputs,
      List<Commit> attempts) {}

  /**
   * Buckets.
   *
   * @param open with records, and not sealed yet
   * @param sealed with records, and their input is fixed
   * @param empty from the first bucket ever seen to the watermark, without any input
   * @param unfolded sealed buckets, or corrections of them, that some job has not folded
   * @param parked buckets that a job failed on too often, and that its reports miss
   */
  public record BucketCounts(long open, long sealed, long empty, long unfolded, long parked) {}

  /**
   * Files by state. A file that came again with other bytes is counted for each time.
   *
   * @param settling to be taken, as soon as they are at rest and can be read
   */
  public record FileCounts(
      long settling, long cut, long duplicate, long quarantined, long ignored) {
    private static final FileCounts NONE = new FileCounts(0, 0, 0, 0, 0);

    private static FileCounts of(Intake intake, Totals totals) {
      return new FileCounts(
          intake.settling().size() + (long) intake.take().size() + intake.unreadable().size(),
          totals.cut(),
          totals.duplicates(),
          totals.quarantined(),
          intake.ignored().size() + (long) intake.passedOver().size());
    }

    private FileCounts plus(FileCounts other) {
      return new FileCounts(
          settling + other.settling,
          cut + other.cut,
          duplicate + other.duplicate,
          quarantined + other.quarantined,
          ignored + other.ignored);
    }
  }

  /**
   * An input.
   *
   * @param input its name
   * @param files by state, as for all inputs together
   * @param records {@code records = cut + quarantined + lateRefused}
   */
  public record InputStatus(String input, FileCounts files, Records records) {}

  /** A file of an input that was not taken, or was quarantined whole. */
  public record FileStatus(String input, String file, String state, String reason) {}

  /** Work that is to be done, or to be done again. */
  public record WorkStatus(String bucket, List<String> jobs, int attempts) {}

  /**
   * Work that was given to a cluster.
   *
   * @param attempt its id
   */
  public record FoldStatus(
      String attempt, String engine, List<String> buckets, List<String> jobs) {}

  /**
   * What is known of an engine.
   *
   * @param measured how many of its folds that comes from; 0 if it failed whenever it was asked
   * @param startMillis what it takes before the first byte; empty if the sizes measured are too
   *     much alike to tell
   * @param bytesPerSecond what it folds from then on
   */
  public record EngineStatus(
      String engine, int measured, Optional<Long> startMillis, Optional<Long> bytesPerSecond) {}

  /**
   * A merge that was given to a cluster.
   *
   * @param attempt its id
   * @param runs how many are merged
   */
  public record GivenMerge(String attempt, String job, Instant from, Instant to, int runs) {}

  /** Buckets from {@code from} to {@code to} that are being computed again, since {@code at}. */
  public record Backfilled(Instant from, Instant to, List<String> jobs, String host, Instant at) {}

  /**
   * A job.
   *
   * @param tally what became of the records it folded: {@code records = folded + filtered + keyless
   *     + rejected}
   * @param runs that no wider run holds
   * @param windows the newest report of each
   */
  public record JobStatus(String job, Tally tally, int runs, Map<String, NewestReport> windows) {}

  /** The newest report of a window: its last bucket, its revision and its rows. */
  public record NewestReport(String bucket, int revision, long rows) {}

  /**
   * An output.
   *
   * @param output its name
   * @param told number of the newest snapshot whose reports it was told, or which are noted for it
   * @param waiting how many reports are noted for it
   * @param catchingUp whether it is still told what was published before it was declared
   * @param failingSince since when it cannot be told
   * @param problem why
   */
  public record OutputStatus(
      String output,
      long told,
      long waiting,
      boolean catchingUp,
      Optional<Instant> failingSince,
      Optional<String> problem) {}

  /**
   * A commit.
   *
   * @param millis since the commit before it, where that is still kept
   */
  public record Commit(
      long snapshot, String stage, String host, Instant at, Optional<Long> millis) {}

  /**
   * Looks at a pipeline.
   *
   * @param state empty before its first commit
   * @param recent the newest snapshots that are kept, the newest first
   * @param intakes what would be taken of each input now, by its name
   */
  public static Status of(
      Pipeline pipeline,
      Optional<PipelineState> state,
      List<Snapshot> recent,
      Map<String, Intake> intakes,
      Instant now) {
    Snapshot head = state.map(PipelineState::snapshot).orElse(Snapshot.NONE);
    long known = state.map(s -> s.buckets().size()).orElse(0L);
    Grid buckets = pipeline.buckets().grid();
    return new Status(
        Position.of(pipeline, head, now),
        new BucketCounts(
            head.facts().timeline().open().size(),
            known - head.facts().timeline().open().size(),
            empty(head, known - head.facts().timeline().open().size(), buckets),
            head.facts().work().due().stream().map(Work::bucket).distinct().count(),
            head.facts().work().parked().stream().map(Work::bucket).distinct().count()),
        Arrivals.of(head, state, intakes),
        pipeline.jobs().stream().map(job -> job(job, head, state)).toList(),
        PendingStatus.of(head.facts(), pipeline),
        new History(
            head.facts().expired(), engines(head.facts().rates()), outputs(head), commits(recent)));
  }

  private static List<FileStatus> waitingIn(
      String input, Intake intake, Optional<PipelineState> state) {
    List<FileStatus> waiting = new ArrayList<>();
    for (Intake.Candidate it : intake.take()) {
      waiting.add(new FileStatus(input, it.file().path(), "at rest", "taken by the next tick"));
    }
    for (Intake.WaitingFile it : intake.settling()) {
      waiting.add(new FileStatus(input, it.file().path(), "settling", it.reason()));
    }
    for (Intake.WaitingFile it : intake.ignored()) {
      waiting.add(new FileStatus(input, it.file().path(), "ignored", it.reason()));
    }
    for (Landing.SkippedEntry it : intake.passedOver()) {
      waiting.add(new FileStatus(input, it.path(), "ignored", it.reason()));
    }
    for (LandedFile file : intake.done()) {
      state
          .flatMap(it -> it.files().get(FileEntry.key(input, file.path())))
          .filter(it -> it.verdict() == FileEntry.Verdict.QUARANTINED)
          .ifPresent(
              it ->
                  waiting.add(
                      new FileStatus(input, it.path(), "quarantined", it.reason().orElse(""))));
    }
    for (Landing.SkippedEntry it : intake.unreadable()) {
      waiting.add(new FileStatus(input, it.path(), "unreadable", it.reason()));
    }
    return waiting;
  }

  /** Every bucket between the first one and the watermark is sealed, with records or without. */
  private static long empty(Snapshot head, long sealed, Grid buckets) {
    if (head.facts().timeline().first().isEmpty()
        || head.facts().timeline().watermark().isEmpty()) {
      return 0;
    }
    return buckets.cells(
            head.facts().timeline().first().get(), head.facts().timeline().watermark().get())
        - sealed;
  }

  private static List<OutputStatus> outputs(Snapshot head) {
    List<OutputStatus> outputs = new ArrayList<>();
    head.facts()
        .sinks()
        .forEach(
            (output, progress) ->
                outputs.add(
                    new OutputStatus(
                        output,
                        progress.told(),
                        progress.waiting(),
                        progress.history().isPresent(),
                        progress.problem().map(SinkProgress.SinkProblem::since),
                        progress.problem().map(SinkProgress.SinkProblem::message))));
    return outputs;
  }

  private static List<EngineStatus> engines(Rates rates) {
    List<EngineStatus> engines = new ArrayList<>();
    new TreeMap<>(rates.engines())
        .forEach(
            (engine, known) -> {
              Optional<Rates.Pace> pace = rates.pace(engine);
              engines.add(
                  new EngineStatus(
                      engine,
                      known.measured().size(),
                      pace.filter(Rates.Pace::tellsTheStart)
                          .map(it -> Math.round(1000 * it.startSeconds())),
                      pace.map(it -> Math.round(it.bytesPerSecond()))));
            });
    return engines;
  }

  private static FoldStatus given(ClusterFold running, Grid buckets) {
    return new FoldStatus(
        running.id(),
        running.engine(),
        running.work().stream().map(it -> buckets.name(it.bucket())).distinct().toList(),
        running.jobs());
  }

  private static JobStatus job(PipelineJob job, Snapshot head, Optional<PipelineState> state) {
    List<Run> roots =
        Optional.ofNullable(head.facts().jobs().get(job.name()))
            .map(JobState::roots)
            .orElse(List.of());
    Map<String, NewestReport> windows = new LinkedHashMap<>();
    for (String window : job.windows().keySet()) {
      String first = ReportEntry.key(job.name(), window, "");
      state
          .flatMap(s -> s.reports().last(first, first + "~"))
          .ifPresent(
              it -> windows.put(window, new NewestReport(it.bucket(), it.revision(), it.rows())));
    }
    return new JobStatus(
        job.name(),
        roots.stream().map(Run::tally).reduce(Tally.NOTHING, Tally::plus),
        roots.size(),
        windows);
  }

  private static List<Commit> commits(List<Snapshot> recent) {
    List<Commit> commits = new ArrayList<>();
    for (int i = 0; i < recent.size(); i++) {
      Snapshot one = recent.get(i);
      Optional<Long> since =
          Stream.of(i + 1)
              .filter(older -> older < recent.size())
              .map(
                  older ->
                      Duration.between(recent.get(older).attempt().at(), one.attempt().at())
                          .toMillis())
              .findFirst();
      commits.add(
          new Commit(
              one.number(),
              one.attempt().stage(),
              one.attempt().host(),
              one.attempt().at(),
              since));
    }
    return commits;
  }
}
