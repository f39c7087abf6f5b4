package millrace.store;

import java.util.List;
import java.util.Set;

/**
 * What a {@link SnapshotChain} must know of the state that it chains: a record, written by {@link
 * Json}, with components of these names.
 */
public interface Versioned {
  /** Its place in the chain: 1 for the first, one more than its predecessor's after that. */
  long number();

  /** Files and directories that the predecessor named and this one does not, by their paths. */
  List<String> dropped();

  /** Files that this commit names first, and that may still lie where they were written. */
  List<Move> moves();

  /**
   * Names of the directories below {@code _millrace/work} of attempts that may still be at work.
   */
  default Set<String> working() {
    return Set.of();
  }
}
