package millrace.schedule;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import millrace.pipeline.Buckets;
import millrace.state.BucketEntry;
import millrace.state.Draft;
import millrace.state.Work;
import millrace.time.BucketName;

/** Fixes the input lists of the buckets whose time and lateness have passed. */
final class Seal {
  private final Buckets buckets;
  private final List<String> jobs;

  Seal(Buckets buckets, List<String> jobs) {
    this.buckets = buckets;
    this.jobs = jobs;
  }

  /**
   * Up to where buckets are due at {@code now}: the newest bucket end whose lateness has passed.
   */
  static Instant dueAt(Instant now, Buckets buckets) {
    return buckets.grid().floor(now.minus(buckets.lateness()));
  }

  /**
   * Seals what is due, empty buckets included: they cost nothing. A {@code now} before the newest
   * sealed bucket seals nothing.
   *
   * @return the buckets with records that were sealed, oldest first
   */
  List<BucketEntry> sealAll(Draft draft, Instant now) {
    List<BucketEntry> sealed = new ArrayList<>();
    if (draft.first().isEmpty()) {
      return sealed;
    }
    Instant due = dueAt(now, buckets);
    Optional<Instant> before = draft.watermark();
    if (due.isAfter(before.orElse(draft.first().get()))) {
      draft.watermark(due);
    }
    Instant watermark = draft.watermark().orElse(Instant.MIN);
    List<Work> work = new ArrayList<>(draft.work());
    while (!draft.open().isEmpty()
        && !draft.open().first().plus(buckets.every()).isAfter(watermark)) {
      Instant start = draft.open().pollFirst();
      String name = BucketName.of(start, buckets.every());
      BucketEntry entry = draft.buckets().get(name).orElseThrow().sealed();
      draft.buckets().put(name, entry);
      work.add(Work.adding(start, entry.pieces(), jobs));
      sealed.add(entry);
    }
    draft.work(work);
    return sealed;
  }
}
