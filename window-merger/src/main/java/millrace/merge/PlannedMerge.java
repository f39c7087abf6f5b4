package millrace.merge;

import java.util.List;
import millrace.run.Run;
import millrace.time.TimeRange;

/**
 * Runs to fold into one.
 *
 * @param covers what the new run covers: a cell of one of the {@link Levels}
 * @param inputs at least two, the smallest first; all they cover lies in {@code covers}
 */
public record PlannedMerge(TimeRange covers, List<Run> inputs) {
  public PlannedMerge {
    inputs = List.copyOf(inputs);
    if (inputs.size() < 2) {
      throw new IllegalArgumentException(
          "a merge needs two runs or more: " + covers + " has " + inputs.size());
    }
    for (Run input : inputs) {
      if (!covers.encloses(input.covers())) {
        throw new IllegalArgumentException(
            "merge of " + covers + ": run " + input.id() + " covers " + input.covers());
      }
    }
  }

  /** The merge in one line: what it covers, and its inputs by name. */
  @Override
  public String toString() {
    return covers + " from " + inputs.stream().map(Run::id).toList();
  }
}
