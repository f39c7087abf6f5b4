package millrace.schedule;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import millrace.fold.FoldException;
import millrace.mapreduce.MergeMapReduce;
import millrace.pipeline.Pipeline;
import millrace.pipeline.PipelineJob;
import millrace.report.Compactor;
import millrace.run.Run;
import millrace.state.ClusterMerge;
import millrace.state.Draft;
import millrace.state.JobState;
import millrace.state.PipelineState;
import millrace.state.Snapshot;

/**
 * Makes the merges that are too large for this process, on a cluster, when all else is done: no
 * bucket and no report waits for them, for windows are read from the runs as they are.
 *
 * <p>Before a merge is given to the cluster, a commit says so: whoever comes after a tick that died
 * takes it up, and what it made takes the place of its runs if they are still what they were. If
 * not, for a correction or a backfill took them apart, nobody wants it any more.
 */
final class LargeMergeStage implements Stage {
  private final TickContext context;
  private final Pipeline pipeline;
  private final PipelineHead head;

  LargeMergeStage(TickContext context) {
    this.context = context;
    this.pipeline = context.pipeline();
    this.head = context.head();
  }

  @Override
  public String name() {
    return "merge";
  }

  @Override
  public StageResult run(PipelineState state, Mode mode) throws IOException {
    StageNotes notes = new StageNotes(context.log());
    List<ClusterMerge> given = state.facts().cluster().merges();
    if (given.isEmpty() && !context.merges().mayBeLarge()) {
      return notes.result(state); // all that pays was made before reports were
    }
    return notes.result(
        switch (mode) {
          case ACT -> new LargeMergeRun(notes).merge(state, given);
          case PLAN -> plan(state, given, notes);
        });
  }

  private PipelineState plan(PipelineState state, List<ClusterMerge> given, StageNotes notes)
      throws IOException {
    for (ClusterMerge merge : given) {
      notes.plan(
          new PlannedStep.TakeUpMergeStep(merge.job(), merge.inputs().size(), merge.covers()));
    }
    Draft draft = head.draft(state);
    for (Compactor.Large large : context.merges().plan(draft, notes)) {
      notes.plan(SmallMerges.step(large.job(), large.merge(), "as a job of its own"));
    }
    return draft.hasChanges() ? head.commit(draft, "merged") : state;
  }

  /** The merges of one tick. */
  private final class LargeMergeRun {
    private final StageNotes notes;

    /** Jobs of which a merge failed: they are given no other by this tick. */
    private final Set<String> failed = new HashSet<>();

    LargeMergeRun(StageNotes notes) {
      this.notes = notes;
    }

    /** Takes up what was given to a cluster before, then merges until nothing pays any more. */
    PipelineState merge(PipelineState state, List<ClusterMerge> given) throws IOException {
      PipelineState now =
          SharedHead.each(state, given, context.settings().jobs().atOnce(), this::takeUp);
      while (true) {
        Draft draft = head.draft(now);
        List<Compactor.Large> large =
            context.merges().merge(draft).stream()
                .filter(merge -> !failed.contains(merge.job()))
                .toList();
        if (!draft.facts().jobs().equals(now.snapshot().facts().jobs())) {
          now = head.commit(draft, "merged");
        }
        if (large.isEmpty()) {
          return now;
        }
        now = SharedHead.each(now, large, context.settings().jobs().atOnce(), this::give);
      }
    }

    /** Has something made of runs. */
    private interface MergeMaker {
      /** Empty if nobody knows of it. */
      Optional<MergeMapReduce.Merged> make(LargeMergeEngine.MergeInputs runs, String directory)
          throws IOException;
    }

    private void give(SharedHead newest, Compactor.Large large) throws IOException {
      ClusterMerge merging;
      synchronized (newest) {
        Draft draft = head.draft(newest.current());
        if (failed.contains(large.job())) {
          return;
        }
        merging =
            new ClusterMerge(
                draft.workId(),
                large.job(),
                large.merge().covers(),
                large.merge().inputs().stream().map(Run::id).toList(),
                large.parts());
        List<ClusterMerge> all = new ArrayList<>(draft.facts().cluster().merges());
        all.add(merging);
        draft.change(facts -> facts.withCluster(it -> it.withMerges(all)));
        newest.advance(head.commit(draft, "given"));
      }
      notes.progress(text(merging));
      finish(
          newest,
          merging,
          (runs, directory) ->
              Optional.of(context.engines().merging().merge(runs, directory, notes)));
    }

    private void takeUp(SharedHead newest, ClusterMerge merging) throws IOException {
      finish(
          newest,
          merging,
          (runs, directory) -> context.engines().merging().adopt(runs, directory, notes));
    }

    /** Waits for a merge that a commit has named, and commits what came of it. */
    private void finish(SharedHead newest, ClusterMerge merging, MergeMaker maker)
        throws IOException {
      Optional<PipelineJob> job = pipeline.job(merging.job());
      Optional<LargeMergeEngine.MergeInputs> runs =
          job.flatMap(it -> runs(newest.state().snapshot(), it, merging));
      String directory = Draft.workDirectory(merging.id()) + "/merge";
      Optional<MergeMapReduce.Merged> made = Optional.empty();
      try {
        if (runs.isEmpty()) {
          context.engines().merging().abandon(directory, notes);
          notes.changed(text(merging) + ": is not wanted any more, for the runs have changed");
        } else {
          made = maker.make(runs.get(), directory);
          if (made.isEmpty()) {
            notes.changed(
                text(merging) + ": is not known to the cluster any more, and is given again");
          }
        }
      } catch (InterruptedIOException e) {
        throw e;
      } catch (FoldException e) {
        synchronized (newest) {
          failed.add(merging.job());
        }
        notes.fail(
            text(merging) + " failed: " + e.getMessage() + ". It is tried again at the next tick.");
      } catch (IOException e) {
        synchronized (newest) {
          newest.current();
          if (head.areOvertaken()) {
            throw e;
          }
          failed.add(merging.job());
        }
        notes.fail(
            "%s: what became of it is not known: %s. It is asked for again at the next tick."
                .formatted(text(merging), e.getMessage()));
        return;
      }
      synchronized (newest) {
        Draft draft = head.draft(newest.current());
        draft.change(
            facts ->
                facts.withCluster(
                    it ->
                        it.withMerges(
                            it.merges().stream()
                                .filter(other -> !other.id().equals(merging.id()))
                                .toList())));
        if (job.isPresent() && made.isPresent()) {
          context.merges().take(draft, merging, job.get(), made.get().below(directory));
        }
        newest.advance(head.commit(draft, "merged"));
      }
    }
  }

  /** The runs that are merged; empty if they are not those of the state any more. */
  private static Optional<LargeMergeEngine.MergeInputs> runs(
      Snapshot head, PipelineJob job, ClusterMerge merging) {
    return Optional.ofNullable(head.facts().jobs().get(job.name()))
        .flatMap((JobState it) -> it.roots(merging.inputs()))
        .map(inputs -> new LargeMergeEngine.MergeInputs(job.spec(), inputs, merging.parts()));
  }

  private static String text(ClusterMerge merging) {
    return "job %s: merging %d runs of %s"
        .formatted(merging.job(), merging.inputs().size(), merging.covers());
  }
}
