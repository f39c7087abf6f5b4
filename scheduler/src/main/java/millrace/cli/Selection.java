package millrace.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import millrace.option.Nearest;
import millrace.pipeline.InvalidConfiguration;
import millrace.pipeline.Pipeline;
import millrace.time.Grid;
import millrace.time.TimeRange;

/** The buckets and jobs that a command line chooses. */
final class Selection {
  private Selection() {}

  /**
   * The buckets from one time to another.
   *
   * @param given which of the two the command line names; these must be bounds of buckets
   * @param jobs must be jobs of the pipeline
   * @throws InvalidConfiguration with all that is wrong
   */
  static TimeRange range(
      String command,
      Pipeline pipeline,
      List<Instant> given,
      Instant from,
      Instant to,
      List<String> jobs) {
    List<String> problems = new ArrayList<>();
    Grid grid = pipeline.buckets().grid();
    for (Instant bound : given) {
      if (!grid.isBound(bound)) {
        problems.add(
            "%s: %s is no bound of a bucket; the nearest before it is %s"
                .formatted(command, bound, grid.floor(bound)));
      }
    }
    if (!from.isBefore(to)) {
      problems.add("%s: --from %s is not before --to %s".formatted(command, from, to));
    }
    List<String> known = pipeline.jobNames();
    for (String job : jobs) {
      if (!known.contains(job)) {
        problems.add(
            "%s: unknown job %s%s"
                .formatted(
                    command,
                    job,
                    Nearest.of(job, known)
                        .map(name -> ", did you mean " + name + "?")
                        .orElse(", there are " + String.join(", ", known))));
      }
    }
    if (!problems.isEmpty()) {
      throw new InvalidConfiguration(problems);
    }
    return new TimeRange(from, to);
  }
}
