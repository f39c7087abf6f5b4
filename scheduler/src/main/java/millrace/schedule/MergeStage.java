package millrace.schedule;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import millrace.job.FoldException;
import millrace.job.MergeJob;
import millrace.pipeline.Pipeline;
import millrace.pipeline.PipelineJob;
import millrace.pipeline.Settings;
import millrace.report.Compactor;
import millrace.run.Run;
import millrace.snapshot.Draft;
import millrace.snapshot.JobState;
import millrace.snapshot.Merging;
import millrace.snapshot.PipelineState;
import millrace.snapshot.Snapshot;

/**
 * Makes the merges that are too large for this process, on a cluster, when all else is done: no
 * bucket and no report waits for them, for windows are read from the runs as they are.
 *
 * <p>Before a merge is given to the cluster, a commit says so: whoever comes after a tick that died
 * takes it up, and what it made takes the place of its runs if they are still what they were. If
 * not, for a correction or a backfill took them apart, nobody wants it any more.
 */
final class MergeStage {
  private final Pipeline pipeline;
  private final Settings settings;
  private final Engines engines;
  private final Heads heads;
  private final Merges merges;
  private final TickLog log;

  /** Jobs of which a merge failed: they are given no other by this tick. */
  private final Set<String> failed = new HashSet<>();

  MergeStage(
      Pipeline pipeline,
      Settings settings,
      Engines engines,
      Heads heads,
      Merges merges,
      TickLog log) {
    this.pipeline = pipeline;
    this.settings = settings;
    this.engines = engines;
    this.heads = heads;
    this.merges = merges;
    this.log = log;
  }

  /** Whether a merge failed, or nobody knows what became of it. */
  boolean hasFailed() {
    return !failed.isEmpty();
  }

  /** Takes up what was given to a cluster before, then merges until nothing pays any more. */
  PipelineState merge(PipelineState state) throws IOException {
    List<Merging> given = state.snapshot().merging();
    if (given.isEmpty() && !merges.mayBeLarge()) {
      return state; // all that pays was made before reports were
    }
    PipelineState now = Newest.each(state, given, settings.jobsAtOnce(), this::takeUp);
    while (true) {
      Draft draft = heads.draft(now);
      List<Compactor.Large> large =
          merges.merge(draft).stream().filter(merge -> !failed.contains(merge.job())).toList();
      if (!draft.jobs().equals(now.snapshot().jobs())) {
        now = heads.commit(draft, "merged");
      }
      if (large.isEmpty()) {
        return now;
      }
      now = Newest.each(now, large, settings.jobsAtOnce(), this::give);
    }
  }

  /** Has something made of runs. */
  private interface Making {
    /** Empty if nobody knows of it. */
    Optional<MergeJob.Merged> make(MergeEngine.Runs runs, String directory) throws IOException;
  }

  private void give(Newest newest, Compactor.Large large) throws IOException {
    Merging merging;
    synchronized (newest) {
      Draft draft = heads.draft(newest.toGoOnFrom());
      if (failed.contains(large.job())) {
        return;
      }
      merging =
          new Merging(
              draft.workId(),
              large.job(),
              large.merge().covers(),
              large.merge().inputs().stream().map(Run::id).toList(),
              large.parts());
      List<Merging> all = new ArrayList<>(draft.merging());
      all.add(merging);
      draft.merging(all);
      newest.goOn(heads.commit(draft, "given"));
    }
    log.progress(text(merging));
    finish(
        newest,
        merging,
        (runs, directory) -> Optional.of(engines.merging().merge(runs, directory, log)));
  }

  private void takeUp(Newest newest, Merging merging) throws IOException {
    finish(newest, merging, (runs, directory) -> engines.merging().adopt(runs, directory, log));
  }

  /** Waits for a merge that a commit has named, and commits what came of it. */
  private void finish(Newest newest, Merging merging, Making making) throws IOException {
    Optional<PipelineJob> job =
        pipeline.jobs().stream().filter(it -> it.name().equals(merging.job())).findFirst();
    Optional<MergeEngine.Runs> runs =
        job.flatMap(it -> runs(newest.state().snapshot(), it, merging));
    String directory = Draft.workDirectory(merging.id()) + "/merge";
    Optional<MergeJob.Merged> made = Optional.empty();
    try {
      if (runs.isEmpty()) {
        engines.merging().abandon(directory, log);
        log.changed(text(merging) + ": is not wanted any more, for the runs have changed");
      } else {
        made = making.make(runs.get(), directory);
        if (made.isEmpty()) {
          log.changed(text(merging) + ": is not known to the cluster any more, and is given again");
        }
      }
    } catch (InterruptedIOException e) {
      throw e;
    } catch (FoldException e) {
      synchronized (newest) {
        failed.add(merging.job());
      }
      log.warn(
          text(merging) + " failed: " + e.getMessage() + ". It is tried again at the next tick.");
    } catch (IOException e) {
      synchronized (newest) {
        newest.toGoOnFrom();
        if (heads.areOvertaken()) {
          throw e;
        }
        failed.add(merging.job());
      }
      log.warn(
          "%s: what became of it is not known: %s. It is asked for again at the next tick."
              .formatted(text(merging), e.getMessage()));
      return;
    }
    synchronized (newest) {
      Draft draft = heads.draft(newest.toGoOnFrom());
      draft.merging(draft.merging().stream().filter(it -> !it.id().equals(merging.id())).toList());
      if (job.isPresent() && made.isPresent()) {
        merges.take(draft, merging, job.get(), made.get().below(directory));
      }
      newest.goOn(heads.commit(draft, "merged"));
    }
  }

  /** The runs that are merged; empty if they are not those of the state any more. */
  private static Optional<MergeEngine.Runs> runs(Snapshot head, PipelineJob job, Merging merging) {
    return Optional.ofNullable(head.jobs().get(job.name()))
        .flatMap((JobState it) -> it.roots(merging.inputs()))
        .map(inputs -> new MergeEngine.Runs(job.spec(), inputs, merging.parts()));
  }

  private static String text(Merging merging) {
    return "job %s: merging %d runs of %s"
        .formatted(merging.job(), merging.inputs().size(), merging.covers());
  }
}
