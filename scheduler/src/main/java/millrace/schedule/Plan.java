package millrace.schedule;

import java.util.List;

/**
 * What a tick would do, in the order of its stages; the same whenever it is asked for, as long as
 * nothing arrives and nothing is done.
 */
public record Plan(List<PlannedStep> steps) {
  public Plan {
    steps = List.copyOf(steps);
  }

  /** A line each; one that says so where nothing is to be done. */
  public List<String> lines() {
    return steps.isEmpty()
        ? List.of("nothing to do")
        : steps.stream().map(PlannedStep::toString).toList();
  }
}
