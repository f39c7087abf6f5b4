package millrace.verify;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import millrace.state.ReportEntry;
import millrace.time.TimeRange;

/**
 * What is looked into. Snapshots, catalogues and sums are always checked, for nothing holds without
 * them.
 *
 * @param jobs whose runs and reports; empty for those of all jobs, also ones that the pipeline file
 *     has no more
 * @param range which buckets, the runs that hold one of them, and the reports whose last bucket is
 *     one of them; empty for all
 */
public record Scope(List<String> jobs, Optional<TimeRange> range) {
  /** Everything. */
  public static final Scope ALL = new Scope(List.of(), Optional.empty());

  public Scope {
    jobs = List.copyOf(jobs);
  }

  boolean isAll() {
    return jobs.isEmpty() && range.isEmpty();
  }

  boolean holds(String job) {
    return jobs.isEmpty() || jobs.contains(job);
  }

  boolean touches(TimeRange span) {
    return range.isEmpty() || range.get().overlaps(span);
  }

  boolean holds(ReportEntry report) {
    return holds(report.job()) && holdsEnd(report.to());
  }

  private boolean holdsEnd(Instant end) {
    return range.isEmpty() || (end.isAfter(range.get().start()) && !end.isAfter(range.get().end()));
  }
}
