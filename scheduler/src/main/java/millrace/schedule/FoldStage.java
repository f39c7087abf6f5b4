package millrace.schedule;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import millrace.fold.FoldException;
import millrace.fold.FoldPlan;
import millrace.fold.TaskResult;
import millrace.pipeline.Pipeline;
import millrace.pipeline.Settings;
import millrace.pipeline.TickSettings;
import millrace.state.ClusterFold;
import millrace.state.Draft;
import millrace.state.OpenWork;
import millrace.state.Piece;
import millrace.state.PipelineState;
import millrace.state.Rates;
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
final class FoldStage {
  private final Pipeline pipeline;
  private final Settings settings;
  private final Engines engines;
  private final InstantSource clock;
  private final PipelineHead heads;
  private final SmallMerges merges;
  private final TickLog log;
  private int folded;
  private int failures;

  FoldStage(
      Pipeline pipeline,
      Settings settings,
      Engines engines,
      InstantSource clock,
      PipelineHead heads,
      SmallMerges merges,
      TickLog log) {
    this.pipeline = pipeline;
    this.settings = settings;
    this.engines = engines;
    this.clock = clock;
    this.heads = heads;
    this.merges = merges;
    this.log = log;
  }

  /**
   * Work that goes to an engine together.
   *
   * @param engine that does it
   * @param assigned what goes to it, oldest first
   */
  record Group(Engine engine, List<Assigned> assigned) {
    List<Work> work() {
      return assigned.stream().map(Assigned::work).toList();
    }
  }

  /**
   * Work that goes to an engine.
   *
   * @param reason why to this one
   */
  record Assigned(Work work, String reason) {}

  /** How many buckets were folded, corrections included. */
  int folded() {
    return folded;
  }

  /** How many failures there were. */
  int failures() {
    return failures;
  }

  /** Takes up what was given to a cluster before, then does all that is due. */
  PipelineState fold(PipelineState state) throws IOException {
    PipelineState now = state;
    for (ClusterFold running : state.snapshot().facts().cluster().folds()) {
      now = takeUp(now, running);
    }
    List<Work> free =
        free(now.snapshot().facts().work().due(), now.snapshot().facts().cluster().folds());
    for (List<Group> together :
        together(
            groups(pipeline, settings.tick(), engines, free, now.snapshot().facts().rates()))) {
      now =
          together.get(0).engine().outlivesItsClient()
              ? foldOnCluster(now, together)
              : fold(now, together.get(0));
    }
    return now;
  }

  /** What is open and was given to nobody. */
  static List<Work> free(List<Work> open, List<ClusterFold> running) {
    Set<String> given =
        running.stream().flatMap(it -> it.work().stream()).map(FoldStage::records).collect(toSet());
    List<Work> free = new ArrayList<>(open);
    if (!given.isEmpty()) {
      free.removeIf(work -> given.contains(records(work)));
    }
    return free;
  }

  /** Groups that may run at the same time. No two contain work of the same bucket. */
  static List<List<Group>> together(List<Group> groups) {
    List<List<Group>> all = new ArrayList<>();
    Set<Instant> busy = new HashSet<>();
    boolean onCluster = false;
    for (Group group : groups) {
      List<Instant> buckets = group.work().stream().map(Work::bucket).toList();
      boolean joins =
          onCluster
              && group.engine().outlivesItsClient()
              && buckets.stream().noneMatch(busy::contains);
      if (!joins) {
        all.add(new ArrayList<>());
        busy.clear();
      }
      all.get(all.size() - 1).add(group);
      busy.addAll(buckets);
      onCluster = group.engine().outlivesItsClient();
    }
    return all;
  }

  /**
   * What is to be done now, oldest bucket first, in groups; jobs the pipeline no longer has are
   * left out.
   *
   * @param rates as they were measured so far
   */
  static List<Group> groups(
      Pipeline pipeline, TickSettings settings, Engines engines, List<Work> open, Rates rates) {
    List<String> jobs = pipeline.jobNames();
    List<Work> due = new ArrayList<>(open);
    due.sort(Comparator.comparing(Work::bucket));
    Set<Instant> buckets = new LinkedHashSet<>();
    List<Group> groups = new ArrayList<>();
    Rates known = rates;
    for (Work work : due) {
      if (jobs.stream().noneMatch(work.jobs()::contains)) {
        continue;
      }
      buckets.add(work.bucket());
      if (settings.maxBuckets() > 0 && buckets.size() > settings.maxBuckets()) {
        break;
      }
      Choice choice = engines.choose(work, known);
      known = known.given(choice.engine().name()); // what is tried is tried once
      groupFor(work, choice.engine(), groups).assigned().add(new Assigned(work, choice.reason()));
    }
    return groups;
  }

  /**
   * The group that a piece of work joins: the newest one of its engine, so that large buckets among
   * small ones do not tear a backlog into many jobs. What is to be done on a bucket stays in order.
   */
  private static Group groupFor(Work work, Engine engine, List<Group> groups) {
    for (int i = groups.size() - 1; i >= 0; i--) {
      Group group = groups.get(i);
      if (group.engine().name().equals(engine.name())) {
        if (group.assigned().size() < engine.buckets()) {
          return group;
        }
        break;
      }
      if (group.work().stream().anyMatch(it -> it.bucket().equals(work.bucket()))) {
        break;
      }
    }
    Group next = new Group(engine, new ArrayList<>());
    groups.add(next);
    return next;
  }

  /** Does a group, and commits what came of it. */
  private PipelineState fold(PipelineState state, Group group) throws IOException {
    return fold(group, new DraftOutput(heads.draft(state)));
  }

  private PipelineState fold(Group group, CommittedPlaces places) throws IOException {
    WorkDispatch folding = new WorkDispatch(pipeline, settings, engines, clock, log, places);
    folding.fold(group, pipeline.jobNames());
    return finish(folding, places);
  }

  /** Gives groups to a cluster, some at a time, and commits what comes of each as it comes. */
  private PipelineState foldOnCluster(PipelineState state, List<Group> groups) throws IOException {
    return SharedHead.each(
        state,
        groups,
        settings.jobs().atOnce(),
        (newest, group) -> fold(group, new AnnouncedOutput(newest)));
  }

  /** Takes up what an earlier attempt gave to a cluster, and commits what came of it. */
  private PipelineState takeUp(PipelineState state, ClusterFold running) throws IOException {
    Engine engine = engines.named(running.engine());
    WorkDispatch.OutputPlace place = place(running.id());
    AnnouncedOutput places = new AnnouncedOutput(new SharedHead(state));
    places.announced.add(running);
    WorkDispatch folding = new WorkDispatch(pipeline, settings, engines, clock, log, places);
    WorkDispatch.PlannedWork given =
        new WorkDispatch.PlannedWork(running.work(), running.jobs(), running.parts());
    if (!pipeline.jobNames().containsAll(running.jobs())) {
      engine.abandon(place.directory(), log);
      return finish(folding, places);
    }
    FoldPlan plan = folding.plan(given);
    try {
      Optional<List<TaskResult>> results = engine.adopt(plan, place.directory(), log);
      if (results.isPresent()) {
        folding.accept(engine, given, plan, place, results.get());
      } else {
        log.changed(
            "attempt %s: is not known to the cluster any more; its buckets are given again"
                .formatted(running.id()));
      }
    } catch (FoldException e) {
      log.warn(
          "attempt %s: failed (%s): %s. Its buckets are tried singly."
              .formatted(running.id(), engine.name(), e.getMessage()));
    } catch (IOException e) {
      failures++;
      log.warn(
          "attempt %s: what became of it is not known: %s. It is asked for again at the next tick."
              .formatted(running.id(), e.getMessage()));
      return state;
    }
    return finish(folding, places);
  }

  private static WorkDispatch.OutputPlace place(String id) {
    return new WorkDispatch.OutputPlace(id, Draft.workDirectory(id) + "/fold");
  }

  private PipelineState finish(WorkDispatch folding, CommittedPlaces places) throws IOException {
    synchronized (places.commitLock()) {
      Draft draft = places.draft();
      writeDown(draft, folding);
      merges.merge(draft); // what a backlog leaves behind it must not pile up in the snapshots
      PipelineState next = draft.hasChanges() ? heads.commit(draft, "folded") : draft.base();
      places.advance(next);
      return next;
    }
  }

  /** Tells work on other records apart, and is the same for all who have the same ones to do. */
  private static String records(Work work) {
    return work.pieces().stream()
        .map(Piece::path)
        .collect(joining(" ", work.bucket() + " " + work.kind() + " ", ""));
  }

  /** What came of the work that is still open; for all else somebody was faster. */
  private void writeDown(Draft draft, WorkDispatch folding) {
    Map<String, List<WorkDispatch.JobResult>> done =
        folding.folded().stream().collect(groupingBy(one -> records(one.work())));
    Map<String, List<WorkDispatch.JobFailure>> failed =
        folding.failed().stream().collect(groupingBy(one -> records(one.work())));
    FoldRecorder runs = new FoldRecorder(draft, pipeline);
    List<Work> left = new ArrayList<>();
    List<Work> parked = new ArrayList<>(draft.facts().work().parked());
    for (Work work : draft.facts().work().due()) {
      String records = records(work);
      List<String> settled = new ArrayList<>();
      for (WorkDispatch.JobResult one : done.getOrDefault(records, List.of())) {
        if (work.jobs().contains(one.job())) {
          runs.add(one);
          settled.add(one.job());
        }
      }
      folded += settled.isEmpty() ? 0 : 1;
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
    draft.change(
        facts ->
            facts
                .withRates(folding.rates(facts.rates()))
                .withWork(it -> new OpenWork(left, parked)));
    runs.writeDown();
    folding.failed().forEach(one -> tell(one, parked));
    failures += folding.failed().size();
  }

  private boolean isToBeParked(Work failing) {
    return failing.attempts() >= settings.tick().maxAttempts();
  }

  private void tell(WorkDispatch.JobFailure failure, List<Work> parked) {
    String records = records(failure.work());
    Optional<Work> given =
        parked.stream()
            .filter(work -> records(work).equals(records))
            .filter(work -> work.jobs().contains(failure.job()))
            .findFirst();
    if (given.isEmpty()) {
      log.warn(failure.message() + ". It is tried again at the next tick.");
      return;
    }
    log.warn(
        "%s. It failed for the %d. time and is parked: later buckets go on, and reports say that they miss it. When its cause is mended: backfill --from %s --to %s --job %s"
            .formatted(
                failure.message(),
                given.get().attempts(),
                name(failure.work().bucket()),
                name(pipeline.buckets().grid().next(failure.work().bucket())),
                failure.job()));
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
        Draft draft = heads.draft(newest.current());
        ClusterFold running =
            new ClusterFold(
                draft.workId(), engine.name(), given.work(), given.jobs(), given.parts());
        List<ClusterFold> all = new ArrayList<>(draft.facts().cluster().folds());
        all.removeIf(it -> useless.contains(it.id()));
        all.add(running);
        draft.change(facts -> facts.withCluster(it -> it.withFolds(all)));
        newest.advance(heads.commit(draft, "given"));
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
      Draft draft = heads.draft(newest.current());
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
