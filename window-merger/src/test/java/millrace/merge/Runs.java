package millrace.merge;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongUnaryOperator;
import millrace.run.Run;
import millrace.run.RunBuilder;
import millrace.run.RunDigest;
import millrace.run.Tally;
import millrace.time.Grid;
import millrace.time.TimeRange;

/** The runs of one job, without their bytes: what arrives, what is merged, and what that cost. */
final class Runs {
  private final Grid buckets;
  private final Compaction compaction;
  private final LongUnaryOperator sizeOfMerged;
  private final Map<String, Run> all = new HashMap<>();
  private final List<Run> roots = new ArrayList<>();
  private long arrived;
  private long merged;
  private int mostRoots;
  private int mostInputs;
  private int number;

  /**
   * Runs over buckets of this length; a merge of runs of so many bytes together has {@code
   * sizeOfMerged} bytes.
   */
  Runs(Duration every, Compaction compaction, LongUnaryOperator sizeOfMerged) {
    this.buckets = new Grid(every);
    this.compaction = compaction;
    this.sizeOfMerged = sizeOfMerged;
  }

  /** The run of a bucket, or a correction to it. */
  Run arrive(Instant time, long bytes) {
    Run run = add(buckets.cellOf(time), bytes, List.of());
    arrived += bytes;
    return run;
  }

  private Run add(TimeRange covers, long bytes, List<String> from) {
    String id = "r" + number++;
    Run run =
        new RunBuilder(id, "count/1", covers)
            .contents(List.of(new Run.Part(id, bytes)), 1, RunDigest.NOTHING)
            .records(1, Tally.NOTHING)
            .from(from)
            .build();
    all.put(id, run);
    roots.add(run);
    mostRoots = Math.max(mostRoots, from.isEmpty() ? 0 : roots.size());
    return run;
  }

  /** Merges until nothing is left to do; returns the merges done. */
  List<PlannedMerge> compact(Instant watermark) {
    List<PlannedMerge> done = new ArrayList<>();
    List<PlannedMerge> plan = compaction.plan(roots, watermark);
    while (!plan.isEmpty()) {
      for (PlannedMerge merge : plan) {
        long bytes = sizeOfMerged.applyAsLong(merge.inputs().stream().mapToLong(Run::bytes).sum());
        roots.removeAll(merge.inputs());
        add(merge.covers(), bytes, merge.inputs().stream().map(Run::id).toList());
        merged += bytes;
        mostInputs = Math.max(mostInputs, merge.inputs().size());
      }
      done.addAll(plan);
      plan = compaction.plan(roots, watermark);
    }
    return done;
  }

  /** Remembers how many roots there are now, at rest. */
  void rest() {
    mostRoots = Math.max(mostRoots, roots.size());
  }

  List<Run> roots() {
    return List.copyOf(roots);
  }

  Run get(String id) {
    return Objects.requireNonNull(all.get(id), id);
  }

  /** The runs of buckets that {@code run} was made of. */
  List<Run> leaves(Run run) {
    if (run.from().isEmpty()) {
      return List.of(run);
    }
    return run.from().stream().flatMap(id -> leaves(get(id)).stream()).toList();
  }

  int mostRoots() {
    return mostRoots;
  }

  int mostInputs() {
    return mostInputs;
  }

  /** Bytes written for each byte that arrived, the first writing included. */
  double writeAmplification() {
    return (double) (arrived + merged) / arrived;
  }
}
