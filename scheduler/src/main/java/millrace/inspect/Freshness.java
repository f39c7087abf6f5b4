package millrace.inspect;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.pipeline.Buckets;
import millrace.pipeline.Pipeline;
import millrace.pipeline.PipelineJob;
import millrace.state.PipelineState;
import millrace.state.ReportEntry;
import millrace.state.Snapshot;
import millrace.store.Table;
import millrace.time.Grid;
import millrace.window.Publication;

/**
 * How old the newest report of a window is.
 *
 * @param newest its end; empty when nothing is published
 * @param age the time since then, less what the window's ends lie further apart than buckets do: a
 *     day's report is not old before the next one is due. Without a report counted from where the
 *     first one could begin; empty when nothing was ever cut
 */
public record Freshness(
    String job, String window, Optional<Instant> newest, Optional<Duration> age) {
  private static final Duration LEAST = Duration.ofMinutes(15);

  /**
   * The age at which reports are stale when nobody says another: two buckets and the lateness, and
   * not less than 15 minutes.
   */
  public static Duration usualMaxAge(Buckets buckets) {
    Duration age = buckets.every().multipliedBy(2).plus(buckets.lateness());
    return age.compareTo(LEAST) < 0 ? LEAST : age;
  }

  /** Every window of every job at {@code now}, in the order of the pipeline file. */
  public static List<Freshness> of(Pipeline pipeline, Optional<PipelineState> state, Instant now) {
    Snapshot head = state.map(PipelineState::snapshot).orElse(Snapshot.NONE);
    Optional<Table<ReportEntry>> reports = state.map(PipelineState::reports);
    Grid buckets = pipeline.buckets().grid();
    List<Freshness> all = new ArrayList<>();
    for (PipelineJob job : pipeline.jobs()) {
      for (Map.Entry<String, Publication> window : job.windows().entrySet()) {
        String first = ReportEntry.key(job.name(), window.getKey(), "");
        Optional<Instant> newest =
            reports.flatMap(it -> it.last(first, first + "~")).map(ReportEntry::to);
        // what retention has deleted was published once
        Optional<Instant> since =
            newest
                .or(() -> head.facts().expired().reports())
                .or(() -> head.facts().timeline().first());
        all.add(
            new Freshness(
                job.name(),
                window.getKey(),
                newest,
                since.map(
                    time ->
                        Duration.between(
                            buckets.previous(dueAfter(window.getValue(), time)), now))));
      }
    }
    return List.copyOf(all);
  }

  private static Instant dueAfter(Publication window, Instant time) {
    return window.dueAt(window.endAfter(time));
  }

  /** Whether it is older than {@code maxAge}, or nothing was ever cut. */
  public boolean isStale(Duration maxAge) {
    return age.filter(it -> it.compareTo(maxAge) <= 0).isEmpty();
  }
}
