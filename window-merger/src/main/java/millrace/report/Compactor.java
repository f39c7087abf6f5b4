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
  private final Consumer<String> progress;
  private int merged;

  /**
   * A compactor for one draft.
   *
   * @param partBytes about how large a part of a run is
   * @param progress told each merge before it is made
   */
  public Compactor(
      Draft draft, Compaction compaction, Grid buckets, long partBytes, Consumer<String> progress) {
    this.draft = draft;
    this.compaction = compaction;
    this.buckets = buckets;
    this.partBytes = partBytes;
    this.progress = progress;
  }

  /** Merges what is worth merging among the runs of {@code job} now. */
  public void compact(String job, Aggregate<?, ?, List<Cell>> aggregate) throws IOException {
    Optional<Instant> watermark = draft.watermark();
    if (watermark.isEmpty()) {
      return;
    }
    JobState state = draft.job(job);
    List<Run> roots = new ArrayList<>(state.roots());
    for (List<Merge> plan = compaction.plan(roots, watermark.get());
        !plan.isEmpty();
        plan = compaction.plan(roots, watermark.get())) {
      Set<String> gone = new HashSet<>();
      List<Run> made = new ArrayList<>();
      for (Merge merge : plan) {
        progress.accept(
            "job " + job + ": merging " + merge.inputs().size() + " runs of " + merge.covers());
        made.add(merge(job, merge, aggregate));
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
    long bytes = merge.inputs().stream().mapToLong(Run::bytes).sum();
    PartedRun run =
        new PartedRun(
            parts(bytes),
            part -> "run-" + job + "-" + id + "-part-" + part,
            draft::create,
            aggregate,
            job);
    try (run;
        Cursor cursor = RunCursors.openAll(draft::open, merge.inputs(), aggregate)) {
      run.appendAll(cursor);
    }
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
        draft.nameRun(job, id, merge.covers().start(), inDraft(run.written())),
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

  private List<Run.Part> inDraft(List<Run.Part> written) {
    return written.stream()
        .map(part -> new Run.Part(draft.directory() + "/" + part.path(), part.length()))
        .toList();
  }

  private int parts(long bytes) {
    int parts = 1;
    while (parts < 1024 && parts * partBytes < bytes) {
      parts *= 2;
    }
    return parts;
  }
}
