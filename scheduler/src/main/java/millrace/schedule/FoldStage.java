package millrace.schedule;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import millrace.job.FoldPlan;
import millrace.job.JobSpec;
import millrace.job.TaskResult;
import millrace.pipeline.Pipeline;
import millrace.pipeline.PipelineJob;
import millrace.pipeline.Settings;
import millrace.run.Run;
import millrace.snapshot.BucketEntry;
import millrace.snapshot.Draft;
import millrace.snapshot.JobState;
import millrace.snapshot.Work;
import millrace.time.BucketName;

/**
 * Folds the records of sealed buckets into runs: groups of work go to an engine together, and what
 * it made is written down in a draft. Work that fails stays, and holds back the reports that need
 * it; other buckets and other jobs go on.
 */
final class FoldStage {
  private final Pipeline pipeline;
  private final Settings settings;
  private final Engines engines;
  private final TickLog log;

  FoldStage(Pipeline pipeline, Settings settings, Engines engines, TickLog log) {
    this.pipeline = pipeline;
    this.settings = settings;
    this.engines = engines;
    this.log = log;
  }

  /**
   * Work that goes to an engine together.
   *
   * @param engine that does it
   * @param work oldest first
   */
  record Group(Engine engine, List<Work> work) {}

  /**
   * What is to be done now, oldest bucket first, in groups; jobs the pipeline no longer has are
   * left out.
   */
  List<Group> groups(List<Work> open) {
    List<Work> due = new ArrayList<>(open);
    due.sort(Comparator.comparing(Work::bucket));
    Set<Instant> buckets = new LinkedHashSet<>();
    List<Group> groups = new ArrayList<>();
    for (Work work : due) {
      if (jobsOf(work).isEmpty()) {
        continue;
      }
      buckets.add(work.bucket());
      if (settings.tickMaxBuckets() > 0 && buckets.size() > settings.tickMaxBuckets()) {
        break;
      }
      Engine engine = engines.choose(work);
      Group last = groups.isEmpty() ? new Group(engine, List.of()) : groups.get(groups.size() - 1);
      if (groups.isEmpty()
          || !last.engine().name().equals(engine.name())
          || last.work().size() >= engine.buckets()) {
        groups.add(new Group(engine, new ArrayList<>(List.of(work))));
      } else {
        last.work().add(work);
      }
    }
    return groups;
  }

  private List<String> jobsOf(Work work) {
    return pipeline.jobs().stream().map(PipelineJob::name).filter(work.jobs()::contains).toList();
  }

  /** Does a group and writes down what came of it. Returns what failed, one line each. */
  List<String> fold(Draft draft, Group group) throws IOException {
    Attempt attempt = new Attempt(draft, group);
    attempt.run(group.work(), pipeline.jobs().stream().map(PipelineJob::name).toList());
    attempt.writeDown();
    return attempt.failures;
  }

  /** A job that folded a piece of work, or failed to. */
  private record Done(Work work, String job) {}

  private final class Attempt {
    private final Draft draft;
    private final Engine engine;
    private final Set<Work> group;
    private final Map<Done, Run> runs = new LinkedHashMap<>();
    private final List<String> failures = new ArrayList<>();
    private int plans;

    Attempt(Draft draft, Group group) {
      this.draft = draft;
      this.engine = group.engine();
      this.group = new LinkedHashSet<>(group.work());
    }

    /**
     * Folds all together; if that fails, the jobs one by one, and of a job that fails the buckets
     * in halves.
     */
    void run(List<Work> work, List<String> jobs) throws IOException {
      List<JobSpec> specs =
          pipeline.jobs().stream()
              .map(PipelineJob::spec)
              .filter(spec -> jobs.contains(spec.name()))
              .filter(spec -> work.stream().anyMatch(one -> one.jobs().contains(spec.name())))
              .toList();
      if (specs.isEmpty()) {
        return;
      }
      List<FoldPlan.Scan> scans = new ArrayList<>();
      List<Work> scanned = new ArrayList<>();
      for (Work one : work) {
        List<Integer> indexes = new ArrayList<>();
        for (int i = 0; i < specs.size(); i++) {
          if (one.jobs().contains(specs.get(i).name())) {
            indexes.add(i);
          }
        }
        if (!indexes.isEmpty()) {
          scans.add(
              new FoldPlan.Scan(
                  "bucket " + nameOf(one),
                  one.pieces().stream().map(engines::locate).toList(),
                  indexes));
          scanned.add(one);
        }
      }
      FoldPlan plan =
          new FoldPlan(
              pipeline.landing().format(), specs, scans, parts(scanned), settings.recordMaxBytes());
      String directory = draft.directory() + "/fold-" + plans++;
      log.progress(
          "folding %d buckets by %d jobs (%s)"
              .formatted(scans.size(), specs.size(), engine.name()));
      try {
        accept(plan, scanned, directory, engine.fold(plan, directory, log));
      } catch (IOException e) {
        if (specs.size() > 1) {
          for (JobSpec spec : specs) {
            run(scanned, List.of(spec.name()));
          }
        } else if (scanned.size() > 1) {
          int half = scanned.size() / 2;
          run(scanned.subList(0, half), jobs);
          run(scanned.subList(half, scanned.size()), jobs);
        } else {
          failures.add(
              "bucket %s, job %s: failed (%s): %s. It is tried again at the next tick."
                  .formatted(
                      nameOf(scanned.get(0)), specs.get(0).name(), engine.name(), e.getMessage()));
        }
      }
    }

    private int parts(List<Work> work) {
      long largest = work.stream().mapToLong(Work::bytes).max().orElse(0);
      int parts = 1;
      while (parts < 1024 && parts * settings.partMaxBytes() < largest) {
        parts *= 2;
      }
      return parts;
    }

    private void accept(
        FoldPlan plan, List<Work> scanned, String directory, List<TaskResult> results) {
      for (TaskResult result : results) {
        Work work = scanned.get(result.task().scan());
        String job = plan.jobs().get(result.task().job()).name();
        if (result.failure().isPresent()) {
          failures.add(
              result.failure().get().getMessage() + ". It is tried again at the next tick.");
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
        String id = nameOf(work) + "-" + draft.number() + "-" + runs.size();
        List<Run.Part> written =
            result.parts().stream()
                .map(
                    part ->
                        new Run.Part(
                            directory.substring(draft.directory().length() + 1) + "/" + part.path(),
                            part.length()))
                .toList();
        BucketEntry entry = draft.buckets().get(nameOf(work)).orElseThrow();
        runs.put(
            new Done(work, job),
            new Run(
                id,
                draft.job(job).definition().path("aggregate").asText(),
                pipeline.buckets().grid().cellOf(work.bucket()),
                entry.folds().containsKey(job) ? 0 : 1,
                draft.nameRun(job, id, work.bucket(), written),
                result.entries(),
                result.digest().toString(),
                result.tally(),
                Map.of(engine.name(), 1),
                List.of()));
        writeFold(job, work, entry, result);
      }
    }

    private void writeFold(String job, Work work, BucketEntry entry, TaskResult result) {
      BucketEntry.Fold before =
          entry
              .folds()
              .getOrDefault(
                  job, new BucketEntry.Fold(0, 0, engine.name(), millrace.run.Tally.NOTHING));
      draft
          .buckets()
          .put(
              nameOf(work),
              entry.withFold(
                  job,
                  new BucketEntry.Fold(
                      before.pieces() + work.pieces().size(),
                      before.runs() + 1,
                      engine.name(),
                      before.tally().plus(result.tally()))));
    }

    void writeDown() {
      List<Work> left = new ArrayList<>();
      for (Work work : draft.work()) {
        if (!group.contains(work)) {
          left.add(work);
          continue;
        }
        List<String> undone =
            work.jobs().stream().filter(job -> !runs.containsKey(new Done(work, job))).toList();
        if (!undone.isEmpty()) {
          left.add(new Work(work.bucket(), work.pieces(), undone, work.attempts() + 1));
        }
      }
      draft.work(left);
      for (PipelineJob job : pipeline.jobs()) {
        List<Run> made = new ArrayList<>();
        Set<Instant> dirty = new TreeSet<>(draft.job(job.name()).dirty());
        runs.forEach(
            (done, run) -> {
              if (done.job().equals(job.name())) {
                made.add(run);
                dirty.add(done.work().bucket());
              }
            });
        if (!made.isEmpty()) {
          JobState state = draft.job(job.name());
          List<Run> roots = new ArrayList<>(state.roots());
          roots.addAll(made);
          draft.job(
              job.name(),
              new JobState(state.definition(), roots, state.published(), List.copyOf(dirty)));
        }
      }
    }

    private String nameOf(Work work) {
      return BucketName.of(work.bucket(), pipeline.buckets().every());
    }
  }
}
