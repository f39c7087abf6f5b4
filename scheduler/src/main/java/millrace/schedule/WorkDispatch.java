package millrace.schedule;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import millrace.cut.FoldablePieces;
import millrace.fold.FoldException;
import millrace.fold.FoldPlan;
import millrace.fold.TaskResult;
import millrace.job.JobSpec;
import millrace.pipeline.Pipeline;
import millrace.pipeline.PipelineJob;
import millrace.pipeline.Settings;
import millrace.run.PartedRun;
import millrace.run.RunDigest;
import millrace.run.Tally;
import millrace.state.Rates;
import millrace.state.Work;

/**
 * Gives work to an engine and collects what comes of it; nothing of it is true yet. A job that
 * fails on its records or states takes only its own task along. What fails as a whole, as where a
 * piece cannot be read or memory is short, is tried again job by job, and of a job the buckets in
 * halves, so that one bad bucket or class stops only itself.
 */
final class WorkDispatch {
  /** Why work that is taken up went where it was. */
  static final String EARLIER = "an earlier tick gave it there";

  /** Records have so many times the bytes of their run, or more. */
  static final int RECORDS_TO_RUN = 4;

  private final Pipeline pipeline;
  private final Settings settings;
  private final Engines engines;
  private final InstantSource clock;
  private final TickLog log;
  private final OutputPlaces places;

  /** By the very work: what it says takes long to compare. */
  private final IdentityHashMap<Work, String> reasons = new IdentityHashMap<>();

  private final Set<String> asked = new TreeSet<>();
  private final List<FoldTiming> measured = new ArrayList<>();
  private final List<JobResult> folded = new ArrayList<>();
  private final List<JobFailure> failed = new ArrayList<>();

  /**
   * A dispatch.
   *
   * @param log told how far it is, and what a job refused
   * @param places where output goes
   */
  WorkDispatch(TickEnvironment environment, TickLog log, OutputPlaces places) {
    this.pipeline = environment.pipeline();
    this.settings = environment.settings();
    this.engines = environment.engines();
    this.clock = environment.process().clock();
    this.log = log;
    this.places = places;
  }

  /**
   * Where a plan's output goes.
   *
   * @param attempt its name
   * @param directory its own, new, relative to the pipeline's
   */
  record OutputPlace(String attempt, String directory) {}

  /** Gives out places. */
  interface OutputPlaces {
    /** A place for a plan that {@code engine} is about to be given. */
    OutputPlace next(Engine engine, PlannedWork given) throws IOException;

    /** Nothing comes from there: what ran there has failed. */
    void discard(OutputPlace place);
  }

  /**
   * What goes into one plan.
   *
   * @param work what is folded, in this order
   * @param jobs who folds it, in this order
   * @param parts how many files each run may have
   */
  record PlannedWork(List<Work> work, List<String> jobs, int parts) {
    PlannedWork {
      work = List.copyOf(work);
      jobs = List.copyOf(jobs);
    }
  }

  /**
   * What a job made of a piece of work, and where its files are.
   *
   * @param reason why that engine
   */
  record JobResult(
      Work work, String job, String engine, String reason, OutputPlace place, TaskResult result) {}

  /**
   * A piece of work that a job could not do.
   *
   * @param message which bucket, which job, and why
   */
  record JobFailure(Work work, String job, Blame blame, String message) {}

  /** Whose fault a failure is. */
  enum Blame {
    /** The job ran and failed: it will most likely fail again. */
    THE_JOB,
    /** It did not come to run, or to write what it made: nothing is known of the job. */
    ITS_SURROUNDINGS
  }

  private record FoldTiming(Engine engine, long bytes, Duration took) {}

  List<JobResult> folded() {
    return folded;
  }

  /** What was known of the engines before, and what this showed. */
  Rates rates(Rates before) {
    Rates rates = before;
    for (String engine : asked) {
      rates = rates.given(engine);
    }
    for (FoldTiming one : measured) {
      rates = rates.with(one.engine().name(), one.bytes(), one.took());
    }
    return rates;
  }

  List<JobFailure> failed() {
    return failed;
  }

  /** Does all of it, for those of {@code jobs} that have it to do. */
  void fold(WorkGroups.WorkGroup group, List<String> jobs) throws IOException {
    group.assigned().forEach(one -> reasons.put(one.work(), one.reason()));
    fold(group.engine(), group.work(), jobs);
  }

  private void fold(Engine engine, List<Work> work, List<String> jobs) throws IOException {
    List<Work> reading = new ArrayList<>();
    for (Work one : work) {
      List<String> idle = one.jobs().stream().filter(job -> hasNothingOf(one, job)).toList();
      foldNothing(engine, one, jobs.stream().filter(idle::contains).toList());
      Work rest = idle.isEmpty() ? one : one.withoutJobs(idle);
      if (!rest.jobs().isEmpty()) {
        reasons.put(rest, reason(one));
        reading.add(rest);
      }
    }
    Optional<PlannedWork> given = give(reading, jobs);
    if (given.isPresent()) {
      try {
        run(engine, given.get());
      } catch (FoldException e) {
        split(engine, given.get(), e);
      }
    }
  }

  /** Whether the work holds no record that the job reads. */
  private boolean hasNothingOf(Work work, String job) {
    return pipeline.job(job).filter(it -> work.from(it.from()).isEmpty()).isPresent();
  }

  /** Records of a bucket that were all taken back. */
  private void foldNothing(Engine engine, Work work, List<String> jobs) {
    TaskResult nothing =
        new TaskResult(
            new FoldPlan.Task(0, 0, 0),
            Optional.empty(),
            List.of(),
            0,
            RunDigest.NOTHING,
            Tally.NOTHING,
            List.of());
    OutputPlace nowhere = new OutputPlace("", "");
    for (String job : jobs) {
      folded.add(new JobResult(work, job, engine.name(), reason(work), nowhere, nothing));
    }
  }

  /** Only what is to be done, and only who has to do it; empty if that is nothing. */
  private Optional<PlannedWork> give(List<Work> work, List<String> jobs) {
    List<Work> due =
        work.stream().filter(one -> jobs.stream().anyMatch(one.jobs()::contains)).toList();
    List<String> busy =
        pipeline.jobNames().stream()
            .filter(jobs::contains)
            .filter(job -> due.stream().anyMatch(one -> one.jobs().contains(job)))
            .toList();
    return due.isEmpty() ? Optional.empty() : Optional.of(new PlannedWork(due, busy, parts(due)));
  }

  private int parts(List<Work> work) {
    long largest = work.stream().mapToLong(Work::bytes).max().orElse(0);
    return PartedRun.partsFor(largest / RECORDS_TO_RUN, settings.merge().partMaxBytes());
  }

  private void run(Engine engine, PlannedWork given) throws IOException {
    log.progress(
        "folding %d buckets by %d jobs (%s)"
            .formatted(given.work().size(), given.jobs().size(), engine.name()));
    asked.add(engine.name());
    OutputPlace place = places.next(engine, given);
    FoldPlan plan = plan(given);
    try {
      Instant begun = clock.instant();
      List<TaskResult> results = engine.fold(plan, place.directory(), log);
      long bytes = given.work().stream().mapToLong(Work::bytes).sum();
      measured.add(new FoldTiming(engine, bytes, Duration.between(begun, clock.instant())));
      accept(engine, given, plan, place, results);
    } catch (FoldException e) {
      places.discard(place);
      throw e;
    } catch (IOException e) {
      if (!engine.outlivesItsClient()) {
        throw e; // what failed is this process's own storage
      }
      for (Work work : given.work()) {
        for (String job : given.jobs()) {
          if (work.jobs().contains(job)) {
            failed.add(
                new JobFailure(work, job, Blame.ITS_SURROUNDINGS, message(engine, work, job, e)));
          }
        }
      }
    }
  }

  private String message(Engine engine, Work work, String job, IOException e) {
    return "bucket %s, job %s: failed (%s): %s"
        .formatted(
            nameOf(work),
            job,
            engine.name(),
            Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName()));
  }

  private void split(Engine engine, PlannedWork given, FoldException e) throws IOException {
    if (given.jobs().size() > 1) {
      for (String job : given.jobs()) {
        fold(engine, given.work(), List.of(job));
      }
    } else if (given.work().size() > 1) {
      int half = given.work().size() / 2;
      fold(engine, given.work().subList(0, half), given.jobs());
      fold(engine, given.work().subList(half, given.work().size()), given.jobs());
    } else {
      Work work = given.work().get(0);
      String job = given.jobs().get(0);
      failed.add(new JobFailure(work, job, Blame.THE_JOB, message(engine, work, job, e)));
    }
  }

  /** The plan that an engine is given; the same for the same input, whoever asks. */
  FoldPlan plan(PlannedWork given) throws IOException {
    List<JobSpec> specs =
        pipeline.jobs().stream()
            .map(PipelineJob::spec)
            .filter(spec -> given.jobs().contains(spec.name()))
            .toList();
    FoldablePieces pieces = new FoldablePieces(pipeline, engines::locate);
    List<FoldPlan.Scan> scans = new ArrayList<>();
    for (Work work : given.work()) {
      List<Integer> indexes = new ArrayList<>();
      for (int i = 0; i < specs.size(); i++) {
        if (work.jobs().contains(specs.get(i).name())) {
          indexes.add(i);
        }
      }
      scans.add(
          new FoldPlan.Scan(
              "bucket " + nameOf(work),
              pieces.of(work.pieces(), work.bucket(), indexes.stream().map(specs::get).toList()),
              indexes));
    }
    return new FoldPlan(
        pieces.inputs(), specs, scans, given.parts(), settings.cut().recordMaxBytes());
  }

  /** Takes what an engine made of {@code given}. */
  void accept(
      Engine engine,
      PlannedWork given,
      FoldPlan plan,
      OutputPlace place,
      List<TaskResult> results) {
    for (TaskResult result : results) {
      Work work = given.work().get(result.task().scan());
      String job = plan.jobs().get(result.task().job()).name();
      if (result.failure().isPresent()) {
        String why = String.valueOf(result.failure().get().getMessage());
        failed.add(new JobFailure(work, job, Blame.THE_JOB, why));
        continue;
      }
      if (!result.rejections().isEmpty()) {
        log.warn(
            "%s: %d of %d records rejected, as: %s"
                .formatted(
                    plan.label(result.task()),
                    result.tally().rejected(),
                    result.tally().records(),
                    result.rejections().get(0)));
      }
      folded.add(new JobResult(work, job, engine.name(), reason(work), place, result));
    }
  }

  /** As it was told when the work was given here; what was not came from before this tick. */
  private String reason(Work work) {
    return reasons.getOrDefault(work, EARLIER);
  }

  private String nameOf(Work work) {
    return pipeline.buckets().grid().name(work.bucket());
  }
}
