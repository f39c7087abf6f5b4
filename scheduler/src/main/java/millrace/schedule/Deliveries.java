package millrace.schedule;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import millrace.pipeline.JobSource;
import millrace.report.ReportUpdates;
import millrace.sink.Fence;
import millrace.sink.ReportUpdate;
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
  /** So many reports are told together, to a sink that catches up. */
  private static final int CHUNK = 500;

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
    List<ReportUpdate> wanted =
        updates.stream().filter(it -> sink.spec().takes(it.report().job())).toList();
    if (wanted.isEmpty()) {
      return true;
    }
    try {
      sink.sink().deliver(wanted, fence);
      return true;
    } catch (Overtaken e) {
      throw e;
    } catch (IOException | RuntimeException | LinkageError e) {
      fence.check(); // what failed may have failed because the reports are gone
      String message = FailureLine.of(e);
      problems.put(sink.name(), new SinkProblem(environment.process().clock().instant(), message));
      return false;
    }
  }

  /** The sinks that could not be told, and why. */
  Map<String, SinkProblem> problems() {
    return Map.copyOf(problems);
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
    return useless.size() < CHUNK
        ? Optional.empty()
        : Optional.of(SinkProgress.from("", former.told(), former.waiting() - useless.size()));
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
    for (OpenSink sink : environment.sinks()) {
      Optional<SinkProgress> progress = Optional.ofNullable(draft.facts().sinks().get(sink.name()));
      if (progress.isEmpty()) {
        continue; // it is new, and told of all there is once it is written down
      }
      Optional<SinkProblem> problem = Optional.ofNullable(problems.get(sink.name()));
      SinkProgress next =
          problem
              .map(it -> progress.get().failed(base.number(), note(draft, sink), it))
              .orElseGet(() -> progress.get().told(base.number()));
      draft.change(facts -> facts.withSink(sink.name(), next));
    }
  }

  /** Notes the reports of the base for a sink; returns how many were not noted before. */
  private static long note(Draft draft, OpenSink sink) {
    long noted = 0;
    Snapshot base = draft.base().snapshot();
    for (Export export : base.exports()) {
      String job = export.report().substring(0, export.report().indexOf('/'));
      if (sink.spec().takes(job)) {
        Undelivered missed = new Undelivered(sink.name(), export.report(), base.number());
        noted += draft.undelivered().get(missed.key()).isEmpty() ? 1 : 0;
        draft.undelivered().put(missed.key(), missed);
      }
    }
    return noted;
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
    if (missed.size() < CHUNK && upTo.isPresent()) {
      upTo = history(draft, upTo.get(), CHUNK - missed.size(), reports, updates);
    }
    if (!tell(sink, updates, fence(draft.base()))) {
      SinkProblem problem = Optional.ofNullable(problems.get(sink.name())).orElseThrow();
      if (progress.problem().isEmpty()) {
        draft.change(
            facts -> facts.withSink(sink.name(), progress.failed(progress.told(), 0, problem)));
      }
      return false;
    }
    missed.forEach(one -> draft.undelivered().remove(one.key()));
    SinkProgress next = progress.caughtUp(missed.size(), upTo);
    draft.change(facts -> facts.withSink(sink.name(), next));
    return true;
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

  /** Adds reports behind a key; returns the key of the last, or nothing if there are no more. */
  private static Optional<String> history(
      Draft draft, String after, int most, ReportUpdates reports, List<ReportUpdate> updates) {
    Iterator<Map.Entry<String, ReportEntry>> all = draft.reports().from(after + "\0");
    String last = after;
    for (int left = most; left > 0; left--) {
      if (!all.hasNext()) {
        return Optional.empty();
      }
      last = all.next().getKey();
      updates.add(reports.of(last, draft.base().snapshot().number()));
    }
    return Optional.of(last);
  }
}
