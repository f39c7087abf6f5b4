package millrace.schedule;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import millrace.pipeline.Buckets;
import millrace.state.BucketEntry;
import millrace.state.Draft;
import millrace.state.FileEntry;
import millrace.state.Piece;
import millrace.state.Totals;

/**
 * Takes back, in a draft, what older versions of files had brought: their pieces leave their
 * buckets, sealed buckets are to be folded anew from what is left, and their bytes are no more
 * known. A file that was passed over as their duplicate is forgotten, so that it is taken now, if
 * it still lies in the landing directory.
 */
final class Withdrawal {
  private final Draft draft;
  private final Buckets buckets;
  private final String input;
  private final List<String> jobs;

  /**
   * Takes back what files of an input had brought.
   *
   * @param jobs that read the input
   */
  Withdrawal(Draft draft, Buckets buckets, String input, List<String> jobs) {
    this.draft = draft;
    this.buckets = buckets;
    this.input = input;
    this.jobs = jobs;
  }

  /** Takes back all that these entries, as they were, had brought. */
  void of(List<FileEntry> replaced) {
    Set<String> paths = replaced.stream().map(FileEntry::path).collect(Collectors.toSet());
    Set<Instant> fed = new TreeSet<>();
    for (FileEntry file : replaced) {
      fed.addAll(file.fed());
      draft.change(facts -> facts.withTotals(input, it -> it.withoutRecords(file.records())));
    }
    fed.forEach(start -> takePieces(start, paths));
    forgetDuplicates(forgetContents(paths));
  }

  private void takePieces(Instant start, Set<String> files) {
    String name = buckets.grid().name(start);
    BucketEntry before = draft.buckets().get(name).orElseThrow();
    Set<String> taken = new HashSet<>();
    for (Piece piece : before.pieces()) {
      if (piece.input().equals(input)
          && piece.sources().stream().anyMatch(source -> files.contains(source.file()))) {
        draft.drop(piece.path());
        taken.add(piece.path());
      }
    }
    BucketEntry after = before.withoutPieces(taken);
    if (after.state() == BucketEntry.BucketState.SEALED) {
      draft.buckets().put(name, after);
      Set<String> all = new TreeSet<>(jobs);
      all.addAll(after.folds().keySet()); // a job that is away must not come back with old numbers
      draft.change(
          facts -> facts.withWork(it -> it.replacing(start, after.pieces(), List.copyOf(all))));
    } else if (after.pieces().isEmpty()) {
      draft.buckets().remove(name);
      draft.change(facts -> facts.withTimeline(it -> it.withoutOpen(start)));
    } else {
      draft.buckets().put(name, after);
    }
  }

  /** Returns the SHA-256 of the bytes that do not count any more. */
  private Set<String> forgetContents(Set<String> paths) {
    Set<String> gone = new HashSet<>();
    String prefix = FileEntry.contentKey(input, "");
    Iterator<Map.Entry<String, String>> contents = draft.contents().from(prefix);
    while (contents.hasNext()) {
      Map.Entry<String, String> entry = contents.next();
      if (!entry.getKey().startsWith(prefix)) {
        break;
      }
      String sha256 = entry.getKey().substring(prefix.length());
      boolean now =
          draft
              .files()
              .get(FileEntry.key(input, entry.getValue()))
              .filter(it -> it.sha256().equals(sha256))
              .isPresent();
      if (paths.contains(entry.getValue()) && !now) {
        gone.add(sha256);
      }
    }
    gone.forEach(sha256 -> draft.contents().remove(FileEntry.contentKey(input, sha256)));
    return gone;
  }

  private void forgetDuplicates(Set<String> contents) {
    List<FileEntry> forgotten = new ArrayList<>();
    Iterator<Map.Entry<String, FileEntry>> files = draft.files().from(FileEntry.key(input, ""));
    while (files.hasNext()) {
      FileEntry file = files.next().getValue();
      if (!file.input().equals(input)) {
        break;
      }
      if (file.verdict() == FileEntry.Verdict.DUPLICATE && contents.contains(file.sha256())) {
        forgotten.add(file);
      }
    }
    for (FileEntry file : forgotten) {
      draft.files().remove(file.key());
      draft.change(facts -> facts.withTotals(input, Totals::withoutDuplicate));
    }
  }
}
