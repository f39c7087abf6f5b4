package millrace.verify;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import millrace.report.RunTree;
import millrace.run.Run;
import millrace.state.JobState;
import millrace.state.PipelineState;

/** The runs of one job that no others were merged into: those of single buckets, as far as kept. */
final class RunLeaves {
  private final PipelineState state;
  private final String job;

  RunLeaves(PipelineState state, String job) {
    this.state = state;
    this.job = job;
  }

  /**
   * The leaves that lie in {@code [from, to)}; empty when one of them reaches beyond, for what it
   * was merged from is deleted.
   *
   * @param from empty for all that was
   */
  Optional<List<Run>> within(Optional<Instant> from, Instant to) {
    List<Run> leaves = new ArrayList<>();
    Deque<Run> open =
        new ArrayDeque<>(
            Optional.ofNullable(state.snapshot().facts().jobs().get(job))
                .map(JobState::roots)
                .orElse(List.of()));
    while (!open.isEmpty()) {
      Run run = open.remove();
      boolean apart =
          !run.covers().start().isBefore(to)
              || from.filter(start -> !start.isBefore(run.covers().end())).isPresent();
      if (apart) {
        continue;
      }
      if (run.from().isEmpty()) {
        if (run.covers().end().isAfter(to)
            || from.filter(start -> start.isAfter(run.covers().start())).isPresent()) {
          return Optional.empty();
        }
        leaves.add(run);
      } else {
        for (String id : run.from()) {
          open.add(
              state
                  .runs()
                  .get(RunTree.key(job, id))
                  .orElseThrow(
                      () ->
                          new IllegalStateException(
                              "job %s: run %s, of which run %s was merged, is not in the state"
                                  .formatted(job, id, run.id()))));
        }
      }
    }
    return Optional.of(leaves);
  }
}
