package millrace.schedule;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import millrace.pipeline.Buckets;
import millrace.pipeline.Pipeline;
import millrace.state.BucketEntry;
import millrace.state.Draft;
import millrace.state.Timeline;
import millrace.state.Work;

/** Fixes the input lists of the buckets whose time and lateness have passed. */
final class Seal {
  private final Pipeline pipeline;
  private final Buckets buckets;

  Seal(Pipeline pipeline) {
    this.pipeline = pipeline;
    this.buckets = pipeline.buckets();
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
    Timeline before = draft.facts().timeline();
    List<BucketEntry> sealed = new ArrayList<>();
    if (before.first().isEmpty()) {
      return sealed;
    }
    Instant due = dueAt(now, buckets);
    Timeline timeline =
        due.isAfter(before.watermark().orElse(before.first().get()))
            ? before.withWatermark(due)
            : before;
    Instant watermark = timeline.watermark().orElse(Instant.MIN);
    List<Work> work = new ArrayList<>();
    for (Instant start : timeline.open()) {
      if (buckets.grid().next(start).isAfter(watermark)) {
        break;
      }
      String name = buckets.grid().name(start);
      BucketEntry entry = draft.buckets().get(name).orElseThrow().sealed();
      draft.buckets().put(name, entry);
      List<String> jobs = pipeline.jobsFrom(entry.inputs());
      if (!jobs.isEmpty()) {
        work.add(Work.adding(start, entry.pieces(), jobs));
      }
      sealed.add(entry);
    }
    if (sealed.isEmpty() && before.watermark().equals(timeline.watermark())) {
      return sealed;
    }
    List<Instant> left = timeline.open().subList(sealed.size(), timeline.open().size());
    draft.change(
        facts -> facts.withTimeline(it -> timeline.withOpen(left)).withWork(it -> it.plus(work)));
    return sealed;
  }
}
