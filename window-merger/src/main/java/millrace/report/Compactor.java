package millrace.report;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import millrace.aggregate.Aggregate;
import millrace.aggregate.Cell;
import millrace.mapreduce.MergeMapReduce;
import millrace.merge.Compaction;
import millrace.merge.PlannedMerge;
import millrace.run.Cursor;
import millrace.run.PartedRun;
import millrace.run.Run;
import millrace.run.RunBuilder;
import millrace.run.RunDigest;
import millrace.run.Tally;
import millrace.state.ClusterMerge;
import millrace.state.Draft;
import millrace.state.JobState;
import millrace.time.Grid;
import millrace.time.TimeRange;

/**
 * Carries out the merges that {@link Compaction} plans, into a draft of the state. What is too
 * large for this process it leaves undone, with all that would be built on it, and writes down what
 * others made of it.
 */
public final class Compactor {
  private final Draft draft;
  private final Compaction compaction;
  private final Grid buckets;
  private final long partBytes;
  private final LargeMergeRule large;
  private final Consumer<String> progress;
  private final MergeWriter writer;
  private final List<MadeMerge> made = new ArrayList<>();
  private int merged;

  /** Makes the run that a merge comes to. */
  private interface MergeWriter {
    MergeMapReduce.Merged write(
        Draft draft,
        String job,
        String id,
        PlannedMerge merge,
        int parts,
        Aggregate<?, ?, List<Cell>> aggregate)
        throws IOException;
  }

  /**
   * A compactor for one draft.
   *
   * @param partBytes about how large a part of a run is
   * @param large what is too much for this process
   * @param progress told each merge before it is made
   */
  public Compactor(
      Draft draft,
      Compaction compaction,
      Grid buckets,
      long partBytes,
      LargeMergeRule large,
      Consumer<String> progress) {
    this(draft, compaction, buckets, partBytes, large, progress, Compactor::written);
  }

  private Compactor(
      Draft draft,
      Compaction compaction,
      Grid buckets,
      long partBytes,
      LargeMergeRule large,
      Consumer<String> progress,
      MergeWriter writer) {
    this.draft = draft;
    this.compaction = compaction;
    this.buckets = buckets;
    this.partBytes = partBytes;
    this.large = large;
    this.progress = progress;
    this.writer = writer;
  }

  /**
   * The same, which writes down what it would make and reads no run: the merged ones have the bytes
   * of their inputs, and no files.
   */
  public Compactor rehearsing() {
    return new Compactor(
        draft, compaction, buckets, partBytes, large, progress, Compactor::assumed);
  }

  /** A merge that was made, of runs of a job. */
  public record MadeMerge(String job, PlannedMerge merge) {}

  /** The merges that were made, in order. */
  public List<MadeMerge> made() {
    return List.copyOf(made);
  }

  /**
   * A merge that is too large for this process.
   *
   * @param job whose runs are merged
   * @param parts how many files the merged run may have
   */
  public record Large(String job, PlannedMerge merge, int parts) {}

  /**
   * Merges what is worth merging among the runs of {@code job} now, but for those that somebody was
   * given to merge.
   *
   * @return what is too large; none of it needs another's result
   */
  public List<Large> compact(String job, Aggregate<?, ?, List<Cell>> aggregate) throws IOException {
    List<Large> undone = new ArrayList<>();
    Optional<Instant> watermark = draft.facts().timeline().watermark();
    if (watermark.isEmpty()) {
      return undone;
    }
    int before = merged;
    JobState state = draft.job(job);
    List<Run> roots = new ArrayList<>(state.roots());
    List<Run> free = new ArrayList<>(roots);
    List<TimeRange> awaited = new ArrayList<>();
    for (ClusterMerge merging : draft.facts().cluster().merges()) {
      if (merging.job().equals(job)) {
        free.removeIf(run -> merging.inputs().contains(run.id()));
        awaited.add(merging.covers());
      }
    }
    for (List<PlannedMerge> plan = compaction.plan(free, watermark.get());
        !plan.isEmpty();
        plan = compaction.plan(free, watermark.get())) {
      Set<String> planned = new HashSet<>();
      Set<String> gone = new HashSet<>();
      List<Run> joined = new ArrayList<>();
      List<TimeRange> left = new ArrayList<>();
      for (PlannedMerge merge : plan) {
        merge.inputs().forEach(input -> planned.add(input.id()));
        if (awaited.stream().anyMatch(merge.covers()::encloses)) {
          continue;
        }
        int parts = PartedRun.partsFor(bytes(merge), partBytes);
        if (large.include(bytes(merge), parts)) {
          undone.add(new Large(job, merge, parts));
          left.add(merge.covers());
          continue;
        }
        progress.accept(
            "job " + job + ": merging " + merge.inputs().size() + " runs of " + merge.covers());
        String id = newId(merge);
        joined.add(
            replace(
                job,
                id,
                merge,
                aggregate.id(),
                writer.write(draft, job, id, merge, parts, aggregate)));
        made.add(new MadeMerge(job, merge));
        merge.inputs().forEach(input -> gone.add(input.id()));
      }
      awaited.addAll(left);
      roots.removeIf(run -> gone.contains(run.id()));
      roots.addAll(joined);
      free.removeIf(run -> planned.contains(run.id()));
      free.addAll(joined);
    }
    if (merged > before) {
      draft.job(job, state.withRoots(roots));
    }
    return undone;
  }

  /**
   * Puts what somebody made of a merge in the place of its runs.
   *
   * @param aggregate id of the aggregate of the job
   * @param made with its files by the paths at which they were written
   * @return whether all of them are still roots; otherwise nothing is changed
   */
  public boolean take(ClusterMerge merging, String aggregate, MergeMapReduce.Merged made) {
    JobState state = draft.job(merging.job());
    Optional<List<Run>> inputs = state.roots(merging.inputs());
    if (inputs.isEmpty()) {
      return false;
    }
    PlannedMerge merge = new PlannedMerge(merging.covers(), inputs.get());
    List<Run> roots = new ArrayList<>(state.roots());
    roots.removeAll(inputs.get());
    roots.add(replace(merging.job(), newId(merge), merge, aggregate, made));
    draft.job(merging.job(), state.withRoots(roots));
    return true;
  }

  private String newId(PlannedMerge merge) {
    String start = buckets.name(merge.covers().start());
    return start + "-" + draft.number() + "-m" + merged++;
  }

  private static long bytes(PlannedMerge merge) {
    return merge.inputs().stream().mapToLong(Run::bytes).sum();
  }

  /**
   * A wide run that takes in corrections is needed no more: the new one covers the same cell, and
   * at an edge the runs it was merged from serve.
   */
  private static boolean isSupersededBy(PlannedMerge merge, Run input) {
    return !input.from().isEmpty() && input.covers().equals(merge.covers());
  }

  /** The merged run; those it was made of go below it, or away. */
  private Run replace(
      String job, String id, PlannedMerge merge, String aggregate, MergeMapReduce.Merged written) {
    Tally tally = Tally.NOTHING;
    Map<String, Integer> engines = new TreeMap<>();
    int holds = 0;
    for (Run input : merge.inputs()) {
      tally = tally.plus(input.tally());
      holds += input.buckets();
      input.engines().forEach((engine, runs) -> engines.merge(engine, runs, Integer::sum));
      if (isSupersededBy(merge, input)) {
        input.parts().forEach(part -> draft.drop(part.path()));
      } else {
        draft.runs().put(RunTree.key(job, input.id()), input);
      }
    }
    return new RunBuilder(id, aggregate, merge.covers())
        .contents(
            draft.nameRun(job, id, merge.covers().start(), written.parts()),
            written.entries(),
            written.digest())
        .records(holds, tally)
        .engines(engines)
        .from(
            merge.inputs().stream()
                .flatMap(
                    input ->
                        isSupersededBy(merge, input)
                            ? input.from().stream()
                            : Stream.of(input.id()))
                .toList())
        .build();
  }

  /** Writes the merged run, and says where its files are. */
  private static MergeMapReduce.Merged written(
      Draft draft,
      String job,
      String id,
      PlannedMerge merge,
      int parts,
      Aggregate<?, ?, List<Cell>> aggregate)
      throws IOException {
    PartedRun run =
        new PartedRun(
            parts,
            part -> "run-" + job + "-" + id + "-part-" + part,
            draft::create,
            aggregate,
            job);
    try (run;
        Cursor cursor = RunCursors.openAll(draft::open, merge.inputs(), aggregate)) {
      run.appendAll(cursor, merge.inputs().stream().mapToLong(Run::entries).sum());
    }
    return new MergeMapReduce.Merged(run.written(), run.entries(), run.digest())
        .below(draft.directory());
  }

  private static MergeMapReduce.Merged assumed(
      Draft draft,
      String job,
      String id,
      PlannedMerge merge,
      int parts,
      Aggregate<?, ?, List<Cell>> aggregate) {
    return new MergeMapReduce.Merged(
            List.of(new Run.Part("run-" + job + "-" + id, bytes(merge))), 0, RunDigest.NOTHING)
        .below(draft.directory());
  }
}
