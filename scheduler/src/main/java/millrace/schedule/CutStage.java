package millrace.schedule;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import millrace.cut.Cut;
import millrace.cut.CutPiece;
import millrace.cut.FileCut;
import millrace.pipeline.Buckets;
import millrace.pipeline.InputSpec;
import millrace.pipeline.Pipeline;
import millrace.state.BucketEntry;
import millrace.state.Draft;
import millrace.state.Expired;
import millrace.state.FileEntry;
import millrace.state.Piece;
import millrace.state.Records;
import millrace.state.Totals;
import millrace.time.BucketName;

/**
 * Writes down in a draft what cutting came to: files with their verdicts, pieces in their buckets,
 * late ones as work.
 */
final class CutStage {
  private final Draft draft;
  private final Buckets buckets;
  private final List<String> jobs;
  private final InputSpec.Changed changed;

  CutStage(Draft draft, Pipeline pipeline) {
    this.draft = draft;
    this.buckets = pipeline.buckets();
    this.jobs = Definition.jobNames(pipeline);
    this.changed = pipeline.landing().changed();
  }

  void write(Cut cut) {
    Map<String, SortedSet<Instant>> fed = new HashMap<>();
    if (changed == InputSpec.Changed.REPLACE) {
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
        draft.files().put(unchanged.path(), unchanged.entry());
      }
    }
    if (!replaced.isEmpty()) {
      new Withdrawal(draft, buckets, jobs).of(replaced);
    }
    for (String name : cut.quarantine()) {
      draft.name(name, "quarantine/" + draft.number() + "/" + name);
    }
    Map<Instant, List<Piece>> inTime = new TreeMap<>();
    Map<Instant, List<Piece>> late = new TreeMap<>();
    for (CutPiece piece : cut.pieces()) {
      String bucket = BucketName.of(piece.bucket(), buckets.every());
      Map<Instant, List<Piece>> side = piece.late() ? late : inTime;
      List<Piece> pieces = side.computeIfAbsent(piece.bucket(), start -> new ArrayList<>());
      String path =
          "buckets/bucket=%s/%s-%05d-%d"
              .formatted(bucket, piece.late() ? "late" : "piece", draft.number(), pieces.size());
      draft.name(piece.name(), path);
      pieces.add(
          new Piece(
              path,
              piece.length(),
              piece.crc32c(),
              piece.records(),
              piece.late() ? piece.records() : 0,
              piece.sources()));
    }
    inTime.forEach(this::writeInTime);
    writeLate(late);
  }

  private void writeTaken(FileCut.Taken taken, SortedSet<Instant> fed) {
    FileEntry entry = taken.entry();
    if (entry.verdict() == FileEntry.Verdict.CUT) {
      SortedSet<Instant> all = new TreeSet<>(fed);
      if (changed == InputSpec.Changed.REPLACE) {
        all.addAll(entry.fed());
      }
      entry = entry.feeding(List.copyOf(all));
    }
    draft.files().put(entry.path(), entry);
    Totals totals = draft.totals();
    Records records = totals.records().plus(taken.added());
    draft.totals(
        switch (entry.verdict()) {
          case CUT -> {
            if (entry.length() > 0 && draft.contents().get(entry.sha256()).isEmpty()) {
              draft.contents().put(entry.sha256(), entry.path());
            }
            yield new Totals(totals.cut() + 1, totals.duplicates(), totals.quarantined(), records);
          }
          case DUPLICATE ->
              new Totals(totals.cut(), totals.duplicates() + 1, totals.quarantined(), records);
          case QUARANTINED ->
              new Totals(totals.cut(), totals.duplicates(), totals.quarantined() + 1, records);
        });
  }

  private void writeInTime(Instant start, List<Piece> pieces) {
    put(start, BucketEntry.BucketState.OPEN, pieces);
    draft.open().add(start);
    if (draft.first().isEmpty() || start.isBefore(draft.first().get())) {
      draft.first(start);
    }
  }

  private void writeLate(Map<Instant, List<Piece>> late) {
    WorkList agenda = new WorkList(draft);
    late.forEach(
        (start, pieces) -> {
          put(start, BucketEntry.BucketState.SEALED, pieces);
          agenda.add(start, pieces, jobs);
          Expired expired = draft.expired();
          if (expired.raw().filter(start::isBefore).isPresent()) {
            draft.expired(new Expired(Optional.of(start), expired.runs(), expired.reports()));
          }
        });
  }

  private void put(Instant start, BucketEntry.BucketState state, List<Piece> pieces) {
    String name = BucketName.of(start, buckets.every());
    Optional<BucketEntry> known = draft.buckets().get(name);
    draft
        .buckets()
        .put(name, known.orElseGet(() -> BucketEntry.of(start, state)).withPieces(pieces));
  }
}
