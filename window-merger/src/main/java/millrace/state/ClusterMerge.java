package millrace.state;

import java.util.List;
import millrace.time.TimeRange;

/**
 * A merge of runs that was given to a cluster, where it goes on when the tick that gave it dies:
 * written down before it is given, so that whoever comes next finds it again. As long as it is
 * written down, its runs are merged into no other.
 *
 * @param id of the attempt, which names its directory; see {@link Draft#workDirectory}
 * @param job whose runs are merged
 * @param covers what the merged run will cover
 * @param inputs ids of the runs, the smallest first
 * @param parts how many files the merged run may have
 */
public record ClusterMerge(
    String id, String job, TimeRange covers, List<String> inputs, int parts) {
  public ClusterMerge {
    inputs = List.copyOf(inputs);
  }
}
