package millrace.schedule;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import millrace.state.Draft;
import millrace.state.Piece;
import millrace.state.Work;

/**
 * What is to be folded, in a draft: at any time at most one piece of work replaces what a job made
 * of a bucket, and nothing that came before it is added afterwards.
 */
final class WorkList {
  private final Draft draft;

  WorkList(Draft draft) {
    this.draft = draft;
  }

  /** New pieces of a sealed bucket, for these jobs. */
  void add(Instant bucket, List<Piece> pieces, List<String> jobs) {
    Set<String> replacing = new HashSet<>();
    draft.work(extended(draft.work(), bucket, pieces, replacing));
    draft.parked(extended(draft.parked(), bucket, pieces, replacing));
    List<String> adding = jobs.stream().filter(job -> !replacing.contains(job)).toList();
    if (!adding.isEmpty()) {
      List<Work> work = new ArrayList<>(draft.work());
      work.add(Work.adding(bucket, pieces, adding));
      draft.work(work);
    }
  }

  /** Who folds a bucket anew folds what comes meanwhile as well. */
  private static List<Work> extended(
      List<Work> given, Instant bucket, List<Piece> pieces, Set<String> replacing) {
    List<Work> extended = new ArrayList<>();
    for (Work work : given) {
      if (work.bucket().equals(bucket) && work.kind() == Work.WorkKind.REPLACE) {
        extended.add(work.withPieces(pieces));
        replacing.addAll(work.jobs());
      } else {
        extended.add(work);
      }
    }
    return extended;
  }

  /** All pieces that a sealed bucket has now, for these jobs to fold anew. */
  void replace(Instant bucket, List<Piece> pieces, List<String> jobs) {
    forget(bucket, jobs);
    List<Work> work = new ArrayList<>(draft.work());
    work.add(Work.replacing(bucket, pieces, jobs));
    draft.work(work);
  }

  /** What these jobs had to do on a bucket is done, or in vain. */
  void forget(Instant bucket, List<String> jobs) {
    draft.work(without(draft.work(), bucket, jobs));
    draft.parked(without(draft.parked(), bucket, jobs));
  }

  private static List<Work> without(List<Work> given, Instant bucket, List<String> jobs) {
    return given.stream()
        .map(work -> work.bucket().equals(bucket) ? work.withoutJobs(jobs) : work)
        .filter(work -> !work.jobs().isEmpty())
        .toList();
  }
}
