package millrace.schedule;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import millrace.cut.Cut;
import millrace.cut.FileCut;
import millrace.landing.Intake;
import millrace.pipeline.Pipeline;
import millrace.pipeline.PipelineJob;
import millrace.state.BucketEntry;
import millrace.state.ClusterFold;
import millrace.state.Draft;
import millrace.state.JobState;
import millrace.state.Work;

/**
 * What a tick would do, in words: the decisions of the tick itself, on a draft that is never
 * committed.
 */
record Plan(
    Pipeline pipeline,
    List<Taking> takings,
    List<BucketEntry> sealed,
    List<FoldStage.Group> groups,
    Draft draft) {

  /** What would be taken of an input, and what cutting it comes to. */
  record Taking(String input, Intake intake, Cut cut) {}

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (Taking taking : takings) {
      taking.cut().files().forEach(file -> lines.add(line(file)));
      taking
          .intake()
          .settling()
          .forEach(it -> lines.add("leave " + it.file().path() + ": " + it.reason()));
    }
    for (BucketEntry bucket : sealed) {
      lines.add("seal bucket %s: %d records".formatted(name(bucket.start()), bucket.records()));
    }
    for (ClusterFold running : draft.facts().cluster().folds()) {
      for (Work work : running.work()) {
        lines.add(
            "take up bucket %s: jobs %s, %d bytes, %s (%s)"
                .formatted(
                    name(work.bucket()),
                    String.join(", ", work.jobs()),
                    work.bytes(),
                    running.engine(),
                    WorkDispatch.EARLIER));
      }
    }
    for (FoldStage.Group group : groups) {
      for (FoldStage.Assigned one : group.assigned()) {
        lines.add(
            "fold bucket %s: jobs %s, %d bytes, %s (%s)"
                .formatted(
                    name(one.work().bucket()),
                    String.join(", ", one.work().jobs()),
                    one.work().bytes(),
                    group.engine().name(),
                    one.reason()));
      }
    }
    lines.addAll(publications());
    lines.addAll(new Retirement(pipeline).retire(draft));
    return lines.isEmpty() ? List.of("nothing to do") : lines;
  }

  private static String line(FileCut file) {
    if (file instanceof FileCut.Taken taken) {
      return "take %s: %s, %d records cut, %d quarantined%s"
          .formatted(
              taken.path(),
              taken.entry().verdict().name().toLowerCase(java.util.Locale.ROOT),
              taken.added().cut(),
              taken.added().quarantined() + taken.added().lateRefused(),
              taken.entry().reason().map(reason -> " (" + reason + ")").orElse(""));
    }
    if (file instanceof FileCut.Unreadable unreadable) {
      return "leave " + unreadable.path() + ": cannot be read: " + unreadable.reason();
    }
    return file instanceof FileCut.Moving
        ? "leave " + file.path() + ": it changed while it was read"
        : "know " + file.path() + ": its bytes are unchanged";
  }

  /** As if all folds had succeeded. */
  private List<String> publications() {
    for (PipelineJob job : pipeline.jobs()) {
      JobState state = draft.job(job.name());
      TreeSet<Instant> dirty = new TreeSet<>(state.dirty());
      Stream.concat(
              draft.facts().cluster().folds().stream().flatMap(it -> it.work().stream()),
              groups.stream().flatMap(it -> it.work().stream()))
          .filter(work -> work.jobs().contains(job.name()))
          .forEach(work -> dirty.add(work.bucket()));
      draft.job(job.name(), state.withDirty(dirty));
    }
    List<String> lines = new ArrayList<>();
    for (PublishStage.Publication one :
        PublishStage.due(pipeline, draft, job -> draft.facts().timeline().watermark())) {
      long reports = 0;
      Optional<Instant> last = Optional.empty();
      for (Iterator<Instant> ends = one.ends(); ends.hasNext(); reports++) {
        last = Optional.of(ends.next());
      }
      if (last.isPresent()) {
        lines.add(
            "publish job %s, window %s: %d reports, the last of bucket %s"
                .formatted(
                    one.job().name(),
                    one.name(),
                    reports,
                    name(pipeline.buckets().grid().previous(last.get()))));
      }
    }
    return lines;
  }

  private String name(Instant bucket) {
    return pipeline.buckets().grid().name(bucket);
  }
}
