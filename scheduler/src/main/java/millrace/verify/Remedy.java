package millrace.verify;

import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import millrace.report.RunTree;
import millrace.run.Run;
import millrace.state.BucketEntry;
import millrace.state.JobState;
import millrace.state.PipelineState;
import millrace.state.ReportEntry;
import millrace.time.Grid;

/** What the operator can do about a damaged file: compute it again, or find a copy. */
final class Remedy {
  private static final String COPY = "put it back from a copy";

  private final String file;
  private final Grid buckets;

  /**
   * Remedies for one pipeline.
   *
   * @param file the pipeline file, as the operator calls it
   */
  Remedy(String file, Grid buckets) {
    this.file = file;
    this.buckets = buckets;
  }

  /** Of a run: computing one bucket in it again takes it apart, and makes it anew. */
  String of(PipelineState state, String job, Run run) {
    Optional<Instant> coarse =
        Optional.ofNullable(state.snapshot().facts().jobs().get(job)).flatMap(JobState::coarse);
    if (coarse.filter(end -> !run.covers().end().isAfter(end)).isPresent()) {
      return "The runs it was made of are deleted (retention.runs): " + COPY + ".";
    }
    try {
      Deque<Run> below = new ArrayDeque<>();
      below.add(run);
      while (!below.isEmpty()) {
        Run one = below.remove();
        if (one.from().isEmpty()) {
          Instant start = one.covers().start();
          if (hasRaw(state, start)) {
            return "To compute it again: " + backfill(start, buckets.next(start), job);
          }
        } else {
          one.from().stream()
              .map(id -> state.runs().get(RunTree.key(job, id)))
              .flatMap(Optional::stream)
              .forEach(below::add);
        }
      }
    } catch (UncheckedIOException pageIsDamaged) {
      return "A catalogue page is damaged as well: " + COPY + ".";
    }
    return "The raw records are deleted (retention.raw): " + COPY + ".";
  }

  /** Of what a job made of a bucket. */
  String ofBucket(PipelineState state, Instant start, String job) {
    return hasRaw(state, start)
        ? "To compute it again: " + backfill(start, buckets.next(start), job)
        : "The raw records are deleted (retention.raw): " + COPY + ".";
  }

  /** Of a report or a copy of it: computing its buckets again publishes it again. */
  String of(PipelineState state, ReportEntry report) {
    Instant last = buckets.previous(report.to());
    Instant from = report.from().orElse(last);
    try {
      for (Instant start = last; !start.isBefore(from); start = buckets.previous(start)) {
        if (hasRaw(state, start)) {
          return "To publish it again: " + backfill(start, buckets.next(start), report.job());
        }
      }
    } catch (UncheckedIOException pageIsDamaged) {
      return "A catalogue page is damaged as well: " + COPY + ".";
    }
    return "The raw records are deleted (retention.raw): " + COPY + ".";
  }

  private boolean hasRaw(PipelineState state, Instant bucket) {
    return state
        .buckets()
        .get(buckets.name(bucket))
        .filter(it -> it.deleted().pieces() == 0 && it.state() == BucketEntry.BucketState.SEALED)
        .isPresent();
  }

  private String backfill(Instant from, Instant to, String job) {
    return "millrace backfill %s --from %s --to %s --job %s"
        .formatted(file, buckets.name(from), buckets.name(to), job);
  }
}
