package millrace.schedule;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import millrace.pipeline.JobSource;
import millrace.report.ReportUpdates;
import millrace.sink.Fence;
import millrace.sink.ReportUpdate;
import millrace.sink.ReportUpdate.WithdrawnReport;
import millrace.state.Draft;
import millrace.state.Export;
import millrace.state.PipelineState;
import millrace.state.ReportEntry;
import millrace.state.SinkProgress;
import millrace.state.SinkProgress.SinkProblem;
import millrace.state.Snapshot;
import millrace.state.Undelivered;
import millrace.store.SnapshotChain;

/**
 * Tells sinks of reports. The files below {@code reports/} are part of the pipeline's own storage:
 * what fails there fails the attempt. Every other sink is told on its own: one that cannot be told
 * is left alone for the rest of the tick, what it missed is noted in the next commit, and it
 * catches up later.
 */
final class Deliveries {
  /** How many reports are told together, to a sink that catches up. */
  private static final int CHUNK = 500;

  /** How many reports a sink refuses, one after the other, before it counts as away. */
  private static final int FEW = 3;

  private final TickEnvironment environment;
  private final JobSource jobs;
  private final SnapshotChain<Snapshot> chain;

  /** Why sinks could not be told, by name: they are left alone. */
  private final Map<String, SinkProblem> problems = new TreeMap<>();

  /** Which snapshot was told last. */
  private long told;

  Deliveries(TickEnvironment environment, JobSource jobs, SnapshotChain<Snapshot> chain) {
    this.environment = environment;
    this.jobs = jobs;
    this.chain = chain;
  }

  /**
   * Tells all sinks which reports the snapshot of {@code state} published or withdrew.
   *
   * @throws Overtaken if the head moved on
   * @throws IOException if the files below {@code reports/} could not be put in place
   */
  void deliver(PipelineState state) throws IOException {
    List<ReportUpdate> updates = new ArrayList<>();
    ReportUpdates reports = updates(state);
    for (Export export : state.snapshot().exports()) {
      updates.add(reports.of(export.report(), state.snapshot().number()));
    }
    Fence fence = fence(state);
    new ReportsDirectory(environment.store(), chain, state.snapshot()).deliver(updates, fence);
    for (OpenSink sink : environment.sinks()) {
      tell(sink, updates, fence);
    }
    told = state.snapshot().number();
  }

  private ReportUpdates updates(PipelineState state) {
    return new ReportUpdates(
        environment.pipeline().name(),
        state,
        name -> environment.pipeline().job(name).map(jobs::of));
  }

  private Fence fence(PipelineState state) {
    return () -> {
      long newest = chain.newest();
      if (newest > state.snapshot().number()) {
        throw new Overtaken(newest);
      }
    };
  }

  /** Whether the sink was told; a sink that failed before is not tried. */
  private boolean tell(OpenSink sink, List<ReportUpdate> updates, Fence fence) throws IOException {
    if (problems.containsKey(sink.name())) {
      return false;
    }
    Optional<Throwable> failure = attempt(sink, updates, fence);
    failure.ifPresent(it -> problems.put(sink.name(), problem(it)));
    return failure.isEmpty();
  }

  /**
   * Tells a sink what concerns it. A withdrawal concerns all: what a sink takes may have been
   * declared otherwise since it got the report.
   *
   * @return why it could not be told; empty if it was
   */
  private Optional<Throwable> attempt(OpenSink sink, List<ReportUpdate> updates, Fence fence)
      throws IOException {
    List<ReportUpdate> wanted =
        updates.stream()
            .filter(it -> it instanceof WithdrawnReport || sink.spec().takes(it.report().job()))
            .sorted(Comparator.comparingLong(ReportUpdate::snapshot))
            .toList();
    if (wanted.isEmpty()) {
      return Optional.empty();
    }
    Optional<Throwable> thrown =
        new TimeLimit(environment.settings().publish().outputs().longest())
            .call(() -> sink.sink().deliver(wanted, fence));
    if (thrown.isEmpty()) {
      return Optional.empty();
    }
    if (thrown.get() instanceof Overtaken overtaken) {
      throw overtaken;
    }
    if (thrown.get() instanceof VirtualMachineError error
        && !(error instanceof StackOverflowError)) {
      throw error; // whatever else a plug-in throws is its own affair
    }
    fence.check(); // what failed may have failed because the reports are gone
    return thrown;
  }

  private SinkProblem problem(Throwable failure) {
    String why = FailureLine.of(failure);
    return new SinkProblem(
        environment.process().clock().instant(),
        why.endsWith(".") ? why.substring(0, why.length() - 1) : why);
  }

  /** What the operator is to know of the sinks that could not be told, a line each. */
  List<String> problems() {
    return problems.entrySet().stream()
        .map(
            problem ->
                "output %s: cannot be told: %s. What it missed is noted, and it is told at the next tick."
                    .formatted(problem.getKey(), problem.getValue().message()))
        .toList();
  }

  /**
   * Writes down which sinks there are. A new one, or one that is declared otherwise, is told all
   * that was published before, too.
   */
  void adopt(Draft draft) {
    Map<String, SinkProgress> sinks = new TreeMap<>();
    for (OpenSink sink : environment.sinks()) {
      Optional<SinkProgress> former = Optional.ofNullable(draft.facts().sinks().get(sink.name()));
      sinks.put(
          sink.name(),
          former
              .filter(it -> it.definition().equals(sink.definition()))
              .orElseGet(() -> fresh(sink, former, draft)));
    }
    draft
        .facts()
        .sinks()
        .forEach(
            (name, former) -> {
              if (!sinks.containsKey(name)) {
                leaving(draft, name, former).ifPresent(left -> sinks.put(name, left));
              }
            });
    draft.change(facts -> facts.withSinks(sinks));
  }

  /**
   * A sink that is told everything. What is noted for it stays noted: among that may be what was
   * withdrawn, and perhaps it holds it.
   */
  private static SinkProgress fresh(OpenSink sink, Optional<SinkProgress> former, Draft draft) {
    SinkProgress fresh =
        SinkProgress.from(
            sink.definition(),
            draft.base().snapshot().number(),
            former.map(SinkProgress::waiting).orElse(0L));
    return draft.base().reports().size() == 0 ? fresh : fresh.withHistory();
  }

  /**
   * Forgets a part of what is noted for a sink that is not declared any more; empty if that was the
   * last of it. Should it come back before that, it is a new one.
   */
  private static Optional<SinkProgress> leaving(Draft draft, String sink, SinkProgress former) {
    List<Undelivered> useless = missed(draft, sink);
    useless.forEach(one -> draft.undelivered().remove(one.key()));
    return useless.size() < CHUNK ? Optional.empty() : Optional.of(former.leaving(useless.size()));
  }

  /**
   * Writes down in what follows {@code draft.base()} whom its reports were told, and notes them for
   * whom they were not.
   */
  void writeDown(Draft draft) {
    Snapshot base = draft.base().snapshot();
    if (base.exports().isEmpty() || told != base.number()) {
      return;
    }
    draft
        .facts()
        .sinks()
        .forEach(
            (name, progress) -> {
              SinkProgress next = afterTelling(draft, name, progress);
              draft.change(facts -> facts.withSink(name, next));
            });
  }

  /**
   * Where a sink stands after the reports of the base were told. One that this process does not
   * know, or knows by another declaration, was not: a backfill may have read an older pipeline
   * file.
   */
  private SinkProgress afterTelling(Draft draft, String name, SinkProgress progress) {
    long number = draft.base().snapshot().number();
    if (progress.isLeaving()) {
      return progress;
    }
    Optional<OpenSink> sink =
        environment.sinks().stream()
            .filter(it -> it.name().equals(name))
            .filter(it -> it.definition().equals(progress.definition()))
            .findFirst();
    if (sink.isEmpty()) {
      return progress.noted(number, note(draft, name, job -> true));
    }
    SinkProblem problem = problems.get(name);
    return problem == null
        ? progress.told(number)
        : progress.failed(number, note(draft, name, sink.get().spec()::takes), problem);
  }

  /**
   * Notes the reports of the base for a sink, and what was withdrawn.
   *
   * @param takes whether it takes reports of a job
   * @return how many were not noted before
   */
  private static long note(Draft draft, String sink, Predicate<String> takes) {
    long noted = 0;
    for (Export export : draft.base().snapshot().exports()) {
      String job = export.report().substring(0, export.report().indexOf('/'));
      if (takes.test(job) || draft.base().reports().get(export.report()).isEmpty()) {
        noted += note(draft, sink, export.report()) ? 1 : 0;
      }
    }
    return noted;
  }

  /** Notes a report; returns whether it was not noted before. */
  private static boolean note(Draft draft, String sink, String report) {
    Undelivered missed = new Undelivered(sink, report, draft.base().snapshot().number());
    boolean isNew = draft.undelivered().get(missed.key()).isEmpty();
    draft.undelivered().put(missed.key(), missed);
    return isNew;
  }

  /**
   * Tells a sink a part of what it missed, and writes that down.
   *
   * @return whether there was anything to tell, and it was told
   */
  boolean catchUp(OpenSink sink, Draft draft) throws IOException {
    SinkProgress progress = draft.facts().sinks().get(sink.name());
    if (progress == null || progress.isComplete() || problems.containsKey(sink.name())) {
      return false;
    }
    ReportUpdates reports = updates(draft.base());
    List<Undelivered> missed = missed(draft, sink.name());
    List<ReportUpdate> updates = new ArrayList<>();
    for (Undelivered one : missed) {
      updates.add(reports.of(one.report(), one.snapshot()));
    }
    Optional<String> upTo = progress.history();
    List<String> history = List.of();
    if (missed.size() < CHUNK && upTo.isPresent()) {
      int room = CHUNK - missed.size();
      history = history(draft, upTo.get(), room);
      upTo =
          history.size() < room ? Optional.empty() : Optional.of(history.get(history.size() - 1));
      Set<String> noted = missed.stream().map(Undelivered::report).collect(Collectors.toSet());
      history = history.stream().filter(key -> !noted.contains(key)).toList();
      for (String key : history) {
        updates.add(reports.of(key, draft.base().snapshot().number()));
      }
    }
    List<String> keys =
        Stream.concat(missed.stream().map(Undelivered::report), history.stream()).toList();
    Optional<Throwable> failure = attempt(sink, updates, fence(draft.base()));
    Optional<SinkProblem> problem = failure.map(this::problem);
    Set<String> failed = Set.of();
    if (failure.isPresent()) {
      problems.put(sink.name(), problem.get());
      failed =
          failure.get() instanceof TimeLimit.TookTooLong
              ? Set.copyOf(keys)
              : failed(sink, keys, updates, draft);
    }
    if (failed.size() == keys.size() && problem.isPresent()) {
      if (progress.problem().isEmpty()) {
        draft.change(
            facts ->
                facts.withSink(sink.name(), progress.failed(progress.told(), 0, problem.get())));
      }
      return false;
    }
    long fewer = 0;
    for (Undelivered one : missed) {
      if (!failed.contains(one.report())) {
        draft.undelivered().remove(one.key());
        fewer++;
      }
    }
    for (String key : history) {
      if (failed.contains(key)) {
        fewer -= note(draft, sink.name(), key) ? 1 : 0;
      }
    }
    SinkProgress next = progress.caughtUp(fewer, upTo, problem);
    draft.change(facts -> facts.withSink(sink.name(), next));
    return problem.isEmpty();
  }

  /**
   * Tells a sink singly what it did not take together: perhaps it is there, and a single report is
   * the reason. Which are tried first depends on the snapshot, so that a few that always fail do
   * not keep up all others for ever.
   *
   * @return the keys of those that failed; all of them, if the sink took none of a few
   */
  private Set<String> failed(
      OpenSink sink, List<String> keys, List<ReportUpdate> updates, Draft draft)
      throws IOException {
    if (keys.size() < 2) {
      return Set.copyOf(keys);
    }
    long number = draft.base().snapshot().number();
    List<Integer> order =
        IntStream.range(0, keys.size())
            .boxed()
            .sorted(Comparator.comparingInt(i -> (number + keys.get(i)).hashCode()))
            .toList();
    Set<String> failed = new HashSet<>();
    int tried = 0;
    for (int i : order) {
      if (failed.size() == FEW && tried == FEW) {
        return Set.copyOf(keys);
      }
      tried++;
      if (attempt(sink, List.of(updates.get(i)), fence(draft.base())).isPresent()) {
        failed.add(keys.get(i));
      }
    }
    return failed;
  }

  private static List<Undelivered> missed(Draft draft, String sink) {
    List<Undelivered> missed = new ArrayList<>();
    Iterator<Map.Entry<String, Undelivered>> noted =
        draft.undelivered().from(Undelivered.prefix(sink));
    while (noted.hasNext() && missed.size() < CHUNK) {
      Undelivered one = noted.next().getValue();
      if (!one.sink().equals(sink)) {
        break;
      }
      missed.add(one);
    }
    return missed;
  }

  /** The keys of at most so many reports behind a key. */
  private static List<String> history(Draft draft, String after, int most) {
    List<String> keys = new ArrayList<>();
    Iterator<Map.Entry<String, ReportEntry>> all = draft.reports().from(after + "\0");
    while (all.hasNext() && keys.size() < most) {
      keys.add(all.next().getKey());
    }
    return keys;
  }
}
