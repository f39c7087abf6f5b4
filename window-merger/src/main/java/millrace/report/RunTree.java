package millrace.report;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import millrace.run.Run;
import millrace.state.Draft;
import millrace.state.JobState;

/**
 * The runs of one job in a draft as what they are, a forest: the roots are what windows are read
 * from first, and below each stand those it was merged from, down to the runs of buckets.
 */
public final class RunTree {
  private final Draft draft;
  private final String job;

  /** The runs of {@code job}. */
  public RunTree(Draft draft, String job) {
    this.draft = draft;
    this.job = job;
  }

  /** The key under which the catalogue keeps a run that a wider one holds. */
  public static String key(String job, String id) {
    return job + "/" + id;
  }

  /**
   * Takes out all runs of these buckets, corrections included. Wider runs that hold one of them are
   * taken apart, and what is left of them become roots, for the next merge to join again.
   *
   * @param buckets their starts
   * @throws IllegalStateException if a bucket is held by a run that is kept only as a whole
   */
  public void remove(NavigableSet<Instant> buckets) {
    JobState state = draft.job(job);
    List<Run> left = new ArrayList<>();
    Deque<Run> open = new ArrayDeque<>(state.roots());
    while (!open.isEmpty()) {
      Run run = open.remove();
      Optional<Instant> held = Optional.ofNullable(buckets.ceiling(run.covers().start()));
      if (held.filter(bucket -> bucket.isBefore(run.covers().end())).isEmpty()) {
        left.add(run);
        continue;
      }
      if (isCoarse(run, state)) {
        throw new IllegalStateException(
            "job %s: the run of bucket %s is part of %s, which is kept only as a whole"
                .formatted(job, held.orElseThrow(), run.id()));
      }
      dropFiles(run);
      for (String id : run.from()) {
        open.add(take(id));
      }
    }
    draft.job(job, state.withRoots(left));
  }

  private static boolean isCoarse(Run run, JobState state) {
    return state.coarse().filter(before -> !run.covers().end().isAfter(before)).isPresent();
  }

  /**
   * Forgets which runs the wide ones that end at or before {@code end} were made of: from there
   * back, time can be read only in their spans. A run that reaches beyond keeps all it has.
   *
   * @return how many runs were dropped
   */
  public int coarsen(Instant end) {
    JobState state = draft.job(job);
    Coarsening coarsening = new Coarsening(end);
    List<Run> roots = new ArrayList<>();
    for (Run root : state.roots()) {
      roots.add(coarsening.of(root));
    }
    Instant coarse = state.coarse().filter(end::isBefore).orElse(end); // what is gone stays gone
    draft.job(job, state.withRoots(roots).withCoarse(coarse));
    return coarsening.dropped;
  }

  private final class Coarsening {
    private final Instant end;
    private int dropped;

    Coarsening(Instant end) {
      this.end = end;
    }

    Run of(Run run) {
      if (run.from().isEmpty() || !run.covers().start().isBefore(end)) {
        return run;
      }
      if (run.covers().end().isAfter(end)) {
        for (String id : run.from()) {
          Run child = find(id);
          Run less = of(child);
          if (!less.equals(child)) {
            draft.runs().put(key(job, id), less);
          }
        }
        return run;
      }
      Deque<String> below = new ArrayDeque<>(run.from());
      while (!below.isEmpty()) {
        Run child = take(below.remove());
        below.addAll(child.from());
        dropFiles(child);
        dropped++;
      }
      return run.asLeaf();
    }
  }

  /**
   * Drops the roots that end at or before {@code end}; they must have been coarsened before.
   *
   * @return how many runs were dropped
   */
  public int dropBefore(Instant end) {
    JobState state = draft.job(job);
    List<Run> left = new ArrayList<>();
    int dropped = 0;
    for (Run root : state.roots()) {
      if (root.covers().end().isAfter(end)) {
        left.add(root);
      } else {
        dropFiles(root);
        dropped++;
      }
    }
    if (dropped > 0) {
      draft.job(job, state.withRoots(left).withSince(end));
    }
    return dropped;
  }

  private Run find(String id) {
    return draft
        .runs()
        .get(key(job, id))
        .orElseThrow(
            () -> new IllegalStateException("job " + job + ": run " + id + " is not in the state"));
  }

  private Run take(String id) {
    Run run = find(id);
    draft.runs().remove(key(job, id));
    return run;
  }

  private void dropFiles(Run run) {
    run.parts().forEach(part -> draft.drop(part.path()));
  }
}
