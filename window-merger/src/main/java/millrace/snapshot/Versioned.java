package millrace.snapshot;

import java.util.List;

/** What a {@link SnapshotChain} must know of the state that it chains. */
public interface Versioned {
  /** Its place in the chain: 1 for the first, one more than its predecessor's after that. */
  long number();

  /** Files and directories that the predecessor named and this one does not, by their paths. */
  List<String> dropped();

  /** Files that this commit names first, and that may still lie where they were written. */
  List<Move> moves();
}
