package millrace.report;

import java.io.IOException;
import java.io.InterruptedIOException;
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
import millrace.job.MergeJob;
import millrace.merge.Compaction;
import millrace.merge.Merge;
import millrace.run.Cursor;
import millrace.run.PartedRun;
import millrace.run.Run;
import millrace.run.Tally;
import millrace.snapshot.Draft;
import millrace.snapshot.JobState;
import millrace.time.BucketName;
import millrace.time.Grid;

/** Carries out the merges that {@link Compaction} plans, into a draft of the state. */
public final class Compactor {
  private final Draft draft;
  private final Compaction compaction;
  private final Grid buckets;
  private final long partBytes;
  private final LargeMerges large;
  private final Consumer<String> progress;
  private final List<String> failures = new ArrayList<>();
  private int merged;

  /**
   * A compactor for one draft.
   *
   * @param partBytes about how large a part of a run is
   * @param large merges what is too much for this process
   * @param progress told each merge before it is made
   */
  public Compactor(
      Draft draft,
      Compaction compaction,
      Grid buckets,
      long partBytes,
      LargeMerges large,
      Consumer<String> progress) {
    this.draft = draft;
    this.compaction = compaction;
    this.buckets = buckets;
    this.partBytes = partBytes;
    this.large = large;
    this.progress = progress;
  }

  /** Which large merges failed, and why. */
  public List<String> failures() {
    return List.copyOf(failures);
  }

  /**
   * Merges what is worth merging among the runs of {@code job} now. When a large merge fails, the
   * runs stay as they are, for windows to be read from and for the next tick to merge.
   */
  public void compact(String job, Aggregate<?, ?, List<Cell>> aggregate) throws IOException {
    Optional<Instant> watermark = draft.watermark();
    if (watermark.isEmpty()) {
      return;
    }
    JobState state = draft.job(job);
    List<Run> roots = new ArrayList<>(state.roots());
    int failed = failures.size();
    for (List<Merge> plan = compaction.plan(roots, watermark.get());
        !plan.isEmpty() && failures.size() == failed;
        plan = compaction.plan(roots, watermark.get())) {
      Set<String> gone = new HashSet<>();
      List<Run> made = new ArrayList<>();
      for (Merge merge : plan) {
        progress.accept(
            "job " + job + ": merging " + merge.inputs().size() + " runs of " + merge.covers());
        try {
          made.add(merge(job, merge, aggregate));
        } catch (LargeMergeFailed e) {
          failures.add(
              "job %s: merging %d runs of %s failed: %s"
                  .formatted(job, merge.inputs().size(), merge.covers(), e.getMessage()));
          break;
        }
        for (Run input : merge.inputs()) {
          gone.add(input.id());
          if (isSupersededBy(merge, input)) {
            input.parts().forEach(part -> draft.drop(part.path()));
          } else {
            draft.runs().put(RunTree.key(job, input.id()), input);
          }
        }
      }
      roots.removeIf(run -> gone.contains(run.id()));
      roots.addAll(made);
    }
    if (merged > 0) {
      draft.job(job, state.withRoots(roots));
    }
  }

  /**
   * A wide run that takes in corrections is needed no more: the new one covers the same cell, and
   * at an edge the runs it was merged from serve.
   */
  private static boolean isSupersededBy(Merge merge, Run input) {
    return !input.from().isEmpty() && input.covers().equals(merge.covers());
  }

  private Run merge(String job, Merge merge, Aggregate<?, ?, List<Cell>> aggregate)
      throws IOException {
    String start = BucketName.of(merge.covers().start(), buckets.step());
    String id = start + "-" + draft.number() + "-m" + merged++;
    MergeJob.Merged run = written(job, id, merge, aggregate);
    Tally tally = Tally.NOTHING;
    Map<String, Integer> engines = new TreeMap<>();
    int holds = 0;
    for (Run input : merge.inputs()) {
      tally = tally.plus(input.tally());
      holds += input.buckets();
      input.engines().forEach((engine, runs) -> engines.merge(engine, runs, Integer::sum));
    }
    return new Run(
        id,
        aggregate.id(),
        merge.covers(),
        holds,
        draft.nameRun(job, id, merge.covers().start(), run.parts()),
        run.entries(),
        run.digest().toString(),
        tally,
        engines,
        merge.inputs().stream()
            .flatMap(
                input ->
                    isSupersededBy(merge, input) ? input.from().stream() : Stream.of(input.id()))
            .toList());
  }

  /** Writes the merged run, and says where its files are. */
  private MergeJob.Merged written(
      String job, String id, Merge merge, Aggregate<?, ?, List<Cell>> aggregate)
      throws IOException {
    long bytes = merge.inputs().stream().mapToLong(Run::bytes).sum();
    int parts = PartedRun.partsFor(bytes, partBytes);
    String directory = draft.directory() + "/run-" + job + "-" + id;
    Optional<LargeMerges.Elsewhere> elsewhere = large.elsewhere(job, bytes, parts);
    if (elsewhere.isPresent()) {
      MergeJob.Merged merged = merged(elsewhere.get(), merge.inputs(), directory);
      return new MergeJob.Merged(
          below(directory, merged.parts()), merged.entries(), merged.digest());
    }
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
    return new MergeJob.Merged(
        below(draft.directory(), run.written()), run.entries(), run.digest());
  }

  private MergeJob.Merged merged(
      LargeMerges.Elsewhere elsewhere, List<Run> inputs, String directory) throws IOException {
    List<Run> located = new ArrayList<>();
    for (Run input : inputs) {
      located.add(located(input));
    }
    try {
      return elsewhere.merge(located, directory);
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      throw new LargeMergeFailed(e);
    }
  }

  /** A merge failed elsewhere; storage here is as well as ever. */
  private static final class LargeMergeFailed extends IOException {
    private static final long serialVersionUID = 1;

    LargeMergeFailed(IOException cause) {
      super(String.valueOf(cause.getMessage()), cause);
    }
  }

  private Run located(Run run) throws IOException {
    List<Run.Part> parts = new ArrayList<>();
    for (Run.Part part : run.parts()) {
      parts.add(new Run.Part(draft.located(part.path()), part.length()));
    }
    return run.withParts(parts);
  }

  private static List<Run.Part> below(String directory, List<Run.Part> parts) {
    return parts.stream()
        .map(part -> new Run.Part(directory + "/" + part.path(), part.length()))
        .toList();
  }
}
