package millrace.schedule;

import static java.util.stream.Collectors.groupingBy;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import millrace.fold.FoldException;
import millrace.fold.FoldPlan;
import millrace.fold.TaskResult;
import millrace.pipeline.Pipeline;
import millrace.pipeline.PipelineJob;
import millrace.pipeline.Settings;
import millrace.run.Run;
import millrace.run.RunDigest;
import millrace.run.Tally;
import millrace.schedule.WorkGroups.WorkGroup;
import millrace.state.ClusterFold;
import millrace.state.Draft;
import millrace.state.Facts;
import millrace.state.OpenWork;
import millrace.state.Piece;
import millrace.state.PipelineState;
import millrace.state.Work;

/**
 * Folds the records of sealed buckets into runs: groups of work go to an engine together, and what
 * it made is written down in one commit. Work that fails stays and holds back the reports that need
 * it, until it has failed too often and is parked; other buckets and other jobs go on.
 *
 * <p>Before a cluster is given anything, a commit says so: whoever comes after a tick that died
 * finds there what is still running, waits for it and takes its results, and nothing is computed
 * twice. What cannot be found again is given anew under another name, for whoever wakes up may
 * still submit under the old one.
 */
final class FoldStage implements Stage {
  private final TickContext context;
  private final Pipeline pipeline;
  private final Settings settings;
  private final Engines engines;
  private final PipelineHead head;

  FoldStage(TickContext context) {
    this.context = context;
    this.pipeline = context.pipeline();
    this.settings = context.settings();
    this.engines = context.engines();
    this.head = context.head();
  }

  @Override
  public String name() {
    return "fold";
  }

  @Override
  public StageResult run(PipelineState state, Mode mode) throws IOException {
    StageNotes notes = new StageNotes(context.log());
    return notes.result(
        switch (mode) {
          case ACT -> act(state, notes);
          case PLAN -> plan(state, notes);
        });
  }

  /** Takes up what was given to a cluster before, then does all that is due. */
  private PipelineState act(PipelineState state, StageNotes notes) throws IOException {
    PipelineState now = state;
    for (ClusterFold running : state.facts().cluster().folds()) {
      now = takeUp(now, running, notes);
    }
    for (List<WorkGroup> together : WorkGroups.together(groups(now.facts()))) {
      now =
          together.get(0).engine().outlivesItsClient()
              ? foldOnCluster(now, together, notes)
              : fold(now, together.get(0), notes);
    }
    return now;
  }

  private List<WorkGroup> groups(Facts facts) {
    List<Work> free = WorkGroups.free(facts.work().due(), facts.cluster().folds());
    return WorkGroups.groups(pipeline, settings.tick(), engines, free, facts.rates());
  }

  /** Says what would be folded where, as if all of it succeeded. */
  private PipelineState plan(PipelineState state, StageNotes notes) throws IOException {
    Draft draft = head.draft(state);
    List<WorkDispatch.JobResult> assumed = new ArrayList<>();
    for (ClusterFold running : state.facts().cluster().folds()) {
      for (Work work : running.work()) {
        notes.plan(
            new PlannedStep.TakeUpStep(
                name(work.bucket()),
                work.jobs(),
                work.bytes(),
                running.engine(),
                WorkDispatch.EARLIER));
        assumed.addAll(assumed(draft, work, running.engine(), WorkDispatch.EARLIER));
      }
    }
    for (WorkGroup group : groups(state.facts())) {
      for (WorkGroups.AssignedWork one : group.assigned()) {
        notes.plan(
            new PlannedStep.FoldStep(
                name(one.work().bucket()),
                one.work().jobs(),
                one.work().bytes(),
                group.engine().name(),
                one.reason()));
        assumed.addAll(assumed(draft, one.work(), group.engine().name(), one.reason()));
      }
    }
    settle(draft, assumed, List.of(), notes);
    context.merges().plan(draft, notes);
    return draft.hasChanges() ? head.commit(draft, "folded") : state;
  }

  /** What folding a piece of work may come to: runs as large as runs usually are. */
  private List<WorkDispatch.JobResult> assumed(
      Draft draft, Work work, String engine, String reason) {
    List<WorkDispatch.JobResult> results = new ArrayList<>();
    for (PipelineJob job : pipeline.jobs()) {
      if (!work.jobs().contains(job.name())) {
        continue;
      }
      List<Piece> read = work.from(job.from());
      long records = read.stream().mapToLong(Piece::records).sum();
      long late = read.stream().mapToLong(Piece::late).sum();
      long bytes = read.stream().mapToLong(Piece::length).sum();
      results.add(
          new WorkDispatch.JobResult(
              work,
              job.name(),
              engine,
              reason,
              new WorkDispatch.OutputPlace("planned", draft.directory()),
              new TaskResult(
                  new FoldPlan.Task(0, 0, 0),
                  Optional.empty(),
                  List.of(new Run.Part("planned", bytes / WorkDispatch.RECORDS_TO_RUN)),
                  0,
                  RunDigest.NOTHING,
                  new Tally(records, records, 0, 0, 0, late),
                  List.of())));
    }
    return results;
  }

  /** Does a group, and commits what came of it. */
  private PipelineState fold(PipelineState state, WorkGroup group, StageNotes notes)
      throws IOException {
    return fold(group, new DraftOutput(head.draft(state)), notes);
  }

  private PipelineState fold(WorkGroup group, CommittedPlaces places, StageNotes notes)
      throws IOException {
    WorkDispatch dispatch = new WorkDispatch(context.environment(), notes, places);
    dispatch.fold(group, pipeline.jobNames());
    return finish(dispatch, places, notes);
  }

  /** Gives groups to a cluster, some at a time, and commits what comes of each as it comes. */
  private PipelineState foldOnCluster(PipelineState state, List<WorkGroup> groups, StageNotes notes)
      throws IOException {
    return SharedHead.each(
        state,
        groups,
        settings.jobs().atOnce(),
        (newest, group) -> fold(group, new AnnouncedOutput(newest), notes));
  }

  /** Takes up what an earlier attempt gave to a cluster, and commits what came of it. */
  private PipelineState takeUp(PipelineState state, ClusterFold running, StageNotes notes)
      throws IOException {
    Engine engine = engines.named(running.engine());
    WorkDispatch.OutputPlace place = place(running.id());
    AnnouncedOutput places = new AnnouncedOutput(new SharedHead(state));
    places.announced.add(running);
    WorkDispatch dispatch = new WorkDispatch(context.environment(), notes, places);
    WorkDispatch.PlannedWork given =
        new WorkDispatch.PlannedWork(running.work(), running.jobs(), running.parts());
    if (!pipeline.jobNames().containsAll(running.jobs())) {
      engine.abandon(place.directory(), notes);
      return finish(dispatch, places, notes);
    }
    FoldPlan plan = dispatch.plan(given);
    try {
      Optional<List<TaskResult>> results = engine.adopt(plan, place.directory(), notes);
      if (results.isPresent()) {
        dispatch.accept(engine, given, plan, place, results.get());
      } else {
        notes.changed(
            "attempt %s: is not known to the cluster any more; its buckets are given again"
                .formatted(running.id()));
      }
    } catch (FoldException e) {
      notes.warn(
          "attempt %s: failed (%s): %s. Its buckets are tried singly."
              .formatted(running.id(), engine.name(), e.getMessage()));
    } catch (IOException e) {
      notes.fail(
          "attempt %s: what became of it is not known: %s. It is asked for again at the next tick."
              .formatted(running.id(), e.getMessage()));
      return state;
    }
    return finish(dispatch, places, notes);
  }

  private static WorkDispatch.OutputPlace place(String id) {
    return new WorkDispatch.OutputPlace(id, Draft.workDirectory(id) + "/fold");
  }

  private PipelineState finish(WorkDispatch dispatch, CommittedPlaces places, StageNotes notes)
      throws IOException {
    synchronized (places.commitLock()) {
      Draft draft = places.draft();
      draft.change(facts -> facts.withRates(dispatch.rates(facts.rates())));
      settle(draft, dispatch.folded(), dispatch.failed(), notes);
      context.merges().merge(draft); // what a backlog leaves must not pile up in the snapshots
      PipelineState next = draft.hasChanges() ? head.commit(draft, "folded") : draft.base();
      places.advance(next);
      return next;
    }
  }

  /** What came of the work that is still open; for all else somebody was faster. */
  private void settle(
      Draft draft,
      List<WorkDispatch.JobResult> results,
      List<WorkDispatch.JobFailure> failures,
      StageNotes notes) {
    Map<String, List<WorkDispatch.JobResult>> done =
        results.stream().collect(groupingBy(one -> WorkGroups.records(one.work())));
    Map<String, List<WorkDispatch.JobFailure>> failed =
        failures.stream().collect(groupingBy(one -> WorkGroups.records(one.work())));
    FoldRecorder runs = new FoldRecorder(draft, pipeline);
    List<Work> left = new ArrayList<>();
    List<Work> parked = new ArrayList<>(draft.facts().work().parked());
    for (Work work : draft.facts().work().due()) {
      String records = WorkGroups.records(work);
      List<String> settled = new ArrayList<>();
      for (WorkDispatch.JobResult one : done.getOrDefault(records, List.of())) {
        if (work.jobs().contains(one.job())) {
          runs.add(one);
          settled.add(one.job());
        }
      }
      notes.count(TickCounts.ofFolded(settled.isEmpty() ? 0 : 1));
      List<Work> again = new ArrayList<>();
      for (WorkDispatch.JobFailure one : failed.getOrDefault(records, List.of())) {
        if (work.jobs().contains(one.job()) && one.blame() == WorkDispatch.Blame.THE_JOB) {
          Work failing = work.forJobs(List.of(one.job())).failedAgain();
          (isToBeParked(failing) ? parked : again).add(failing);
          settled.add(one.job());
        }
      }
      Work rest = work.withoutJobs(settled);
      if (!rest.jobs().isEmpty()) {
        left.add(rest);
      }
      left.addAll(again);
    }
    draft.change(facts -> facts.withWork(it -> new OpenWork(left, parked)));
    runs.writeDown();
    failures.forEach(one -> notes.fail(told(one, parked)));
  }

  private boolean isToBeParked(Work failing) {
    return failing.attempts() >= settings.tick().maxAttempts();
  }

  private String told(WorkDispatch.JobFailure failure, List<Work> parked) {
    String records = WorkGroups.records(failure.work());
    Optional<Work> given =
        parked.stream()
            .filter(work -> WorkGroups.records(work).equals(records))
            .filter(work -> work.jobs().contains(failure.job()))
            .findFirst();
    if (given.isEmpty()) {
      return failure.message() + ". It is tried again at the next tick.";
    }
    return "%s. It failed for the %d. time and is parked: later buckets go on, and reports say that they miss it. When its cause is mended: backfill --from %s --to %s --job %s"
        .formatted(
            failure.message(),
            given.get().attempts(),
            name(failure.work().bucket()),
            name(pipeline.buckets().grid().next(failure.work().bucket())),
            failure.job());
  }

  private String name(Instant bucket) {
    return pipeline.buckets().grid().name(bucket);
  }

  /** Where folding writes, and the draft that will name what it wrote. */
  private interface CommittedPlaces extends WorkDispatch.OutputPlaces {
    /** Held from drafting a change until it is committed. */
    Object commitLock();

    Draft draft() throws IOException;

    /** That draft was committed, or said nothing. */
    void advance(PipelineState next);
  }

  /** Output is part of the draft from the beginning: it dies with this process. */
  private static final class DraftOutput implements CommittedPlaces {
    private final Draft draft;
    private int plans;

    DraftOutput(Draft draft) {
      this.draft = draft;
    }

    @Override
    public WorkDispatch.OutputPlace next(Engine engine, WorkDispatch.PlannedWork given) {
      return new WorkDispatch.OutputPlace(draft.workId(), draft.directory() + "/fold-" + plans++);
    }

    @Override
    public void discard(WorkDispatch.OutputPlace place) {
      // goes with the draft's directory
    }

    @Override
    public Object commitLock() {
      return this;
    }

    @Override
    public Draft draft() {
      return draft;
    }

    @Override
    public void advance(PipelineState next) {
      // its draft was its last
    }
  }

  /** Output outlives this process: a commit says who writes where before it is written. */
  private final class AnnouncedOutput implements CommittedPlaces {
    private final SharedHead newest;
    private final List<ClusterFold> announced = new ArrayList<>();
    private final Set<String> useless = new HashSet<>();

    AnnouncedOutput(SharedHead newest) {
      this.newest = newest;
    }

    @Override
    public WorkDispatch.OutputPlace next(Engine engine, WorkDispatch.PlannedWork given)
        throws IOException {
      synchronized (commitLock()) {
        Draft draft = head.draft(newest.current());
        ClusterFold running =
            new ClusterFold(
                draft.workId(), engine.name(), given.work(), given.jobs(), given.parts());
        List<ClusterFold> all = new ArrayList<>(draft.facts().cluster().folds());
        all.removeIf(it -> useless.contains(it.id()));
        all.add(running);
        draft.change(facts -> facts.withCluster(it -> it.withFolds(all)));
        newest.advance(head.commit(draft, "given"));
        announced.add(running);
        return place(running.id());
      }
    }

    @Override
    public void discard(WorkDispatch.OutputPlace place) {
      useless.add(place.attempt());
    }

    @Override
    public Object commitLock() {
      return newest;
    }

    @Override
    public Draft draft() throws IOException {
      Draft draft = head.draft(newest.current());
      Set<String> done = new HashSet<>();
      announced.forEach(running -> done.add(running.id()));
      draft.change(
          facts ->
              facts.withCluster(
                  it ->
                      it.withFolds(
                          it.folds().stream()
                              .filter(running -> !done.contains(running.id()))
                              .toList())));
      return draft;
    }

    @Override
    public void advance(PipelineState next) {
      newest.advance(next);
    }
  }
}
