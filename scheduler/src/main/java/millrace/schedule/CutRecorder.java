package millrace.schedule;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import millrace.cut.Cut;
import millrace.cut.CutPiece;
import millrace.cut.FileCut;
import millrace.pipeline.Buckets;
import millrace.pipeline.InputSpec;
import millrace.pipeline.Pipeline;
import millrace.record.TimeSource;
import millrace.state.BucketEntry;
import millrace.state.Draft;
import millrace.state.FileEntry;
import millrace.state.Piece;
import millrace.store.PipelinePaths;

/**
 * Writes down in a draft what cutting came to: files with their verdicts, pieces in their buckets,
 * late ones as work.
 */
final class CutRecorder {
  private final Draft draft;
  private final Buckets buckets;
  private final List<String> jobs;
  private final InputSpec input;
  private final Optional<Instant> arrived;

  /**
   * Writes down what cutting the files of an input came to.
   *
   * @param now the tick's time, which is that of records that are dated by their arrival
   */
  CutRecorder(Draft draft, Pipeline pipeline, InputSpec input, Instant now) {
    this.draft = draft;
    this.buckets = pipeline.buckets();
    this.jobs = pipeline.jobsFrom(Set.of(input.name()));
    this.input = input;
    this.arrived = input.time() instanceof TimeSource.Arrival ? Optional.of(now) : Optional.empty();
  }

  void write(Cut cut) {
    Map<String, SortedSet<Instant>> fed = new HashMap<>();
    if (input.delivery().changed() == InputSpec.Changed.REPLACE) {
      for (CutPiece piece : cut.pieces()) {
        for (Piece.PieceSource source : piece.sources()) {
          fed.computeIfAbsent(source.file(), file -> new TreeSet<>()).add(piece.bucket());
        }
      }
    }
    List<FileEntry> replaced = new ArrayList<>();
    for (FileCut file : cut.files()) {
      if (file instanceof FileCut.Taken taken) {
        writeTaken(taken, Optional.ofNullable(fed.get(taken.path())).orElseGet(TreeSet::new));
        taken.replaced().ifPresent(replaced::add);
      } else if (file instanceof FileCut.Unchanged unchanged) {
        draft.files().put(unchanged.entry().key(), unchanged.entry());
      }
    }
    if (!replaced.isEmpty()) {
      new Withdrawal(draft, buckets, input.name(), jobs).of(replaced);
    }
    String below = PipelinePaths.below(input.name());
    for (String name : cut.quarantine()) {
      draft.name(below + name, PipelinePaths.quarantined(draft.number(), input.name(), name));
    }
    Map<Instant, List<Piece>> inTime = new TreeMap<>();
    Map<Instant, List<Piece>> late = new TreeMap<>();
    for (CutPiece piece : cut.pieces()) {
      Map<Instant, List<Piece>> side = piece.late() ? late : inTime;
      List<Piece> pieces = side.computeIfAbsent(piece.bucket(), start -> new ArrayList<>());
      String path = path(piece, pieces.size());
      draft.name(below + piece.name(), path);
      pieces.add(
          new Piece(
              path,
              piece.length(),
              piece.crc32c(),
              piece.records(),
              piece.late() ? piece.records() : 0,
              input.name(),
              arrived,
              piece.sources()));
    }
    inTime.forEach((start, pieces) -> put(start, BucketEntry.BucketState.OPEN, pieces));
    draft.change(facts -> facts.withTimeline(it -> it.withOpened(inTime.keySet())));
    writeLate(late);
  }

  private String path(CutPiece piece, int index) {
    String bucket = buckets.grid().name(piece.bucket());
    return piece.late()
        ? PipelinePaths.latePiece(bucket, input.name(), draft.number(), index)
        : PipelinePaths.piece(bucket, input.name(), draft.number(), index);
  }

  private void writeTaken(FileCut.Taken taken, SortedSet<Instant> fed) {
    FileEntry entry = taken.entry();
    if (entry.verdict() == FileEntry.Verdict.CUT) {
      SortedSet<Instant> all = new TreeSet<>(fed);
      if (input.delivery().changed() == InputSpec.Changed.REPLACE) {
        all.addAll(entry.fed());
      }
      entry = entry.feeding(List.copyOf(all));
      String content = FileEntry.contentKey(input.name(), entry.sha256());
      if (entry.length() > 0 && draft.contents().get(content).isEmpty()) {
        draft.contents().put(content, entry.path());
      }
    }
    draft.files().put(entry.key(), entry);
    draft.change(
        facts ->
            facts.withTotals(
                input.name(), it -> it.withFile(taken.entry().verdict(), taken.added())));
  }

  private void writeLate(Map<Instant, List<Piece>> late) {
    late.forEach(
        (start, pieces) -> {
          put(start, BucketEntry.BucketState.SEALED, pieces);
          draft.change(
              facts ->
                  facts
                      .withWork(it -> it.adding(start, pieces, jobs))
                      .withExpired(
                          it ->
                              it.raw().filter(start::isBefore).isPresent()
                                  ? it.withRaw(start)
                                  : it));
        });
  }

  private void put(Instant start, BucketEntry.BucketState state, List<Piece> pieces) {
    String name = buckets.grid().name(start);
    Optional<BucketEntry> known = draft.buckets().get(name);
    draft
        .buckets()
        .put(name, known.orElseGet(() -> BucketEntry.of(start, state)).withPieces(pieces));
  }
}
