package millrace.state;

import java.util.List;

/**
 * Work that was given to a cluster, where it goes on when the tick that gave it dies: written down
 * before it is given, so that whoever comes next finds it again.
 *
 * @param id of the attempt, which names its directory; see {@link Draft#workDirectory}
 * @param engine it was given to
 * @param work what is folded, all of it in one plan, in this order
 * @param jobs who folds it, in this order
 * @param parts how many files each run may have
 */
public record ClusterFold(String id, String engine, List<Work> work, List<String> jobs, int parts) {
  public ClusterFold {
    work = List.copyOf(work);
    jobs = List.copyOf(jobs);
  }
}
