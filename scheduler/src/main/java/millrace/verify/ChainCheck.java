package millrace.verify;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import millrace.state.Snapshot;
import millrace.store.PipelinePaths;

/** Whether every snapshot that is kept can be read, and none is missing between two. */
final class ChainCheck {
  private final HeadFollower newest;
  private long outlived;

  ChainCheck(HeadFollower newest) {
    this.newest = newest;
  }

  /**
   * Reads the snapshots, oldest first.
   *
   * @return whether the newest can be read
   */
  boolean run() throws IOException {
    List<Long> numbers = newest.chain().numbers();
    boolean readable = true;
    for (int i = 0; i < numbers.size(); i++) {
      long number = numbers.get(i);
      if (i > 0) {
        gap(numbers.get(i - 1), number);
      }
      try {
        Optional<Snapshot> found = newest.chain().read(number);
        readable = true;
        newest.count(Counted.SNAPSHOTS, found.isPresent() ? 1 : 0);
        if (i > 0) {
          outlived += found.map(it -> it.dropped().size()).orElse(0);
        }
      } catch (IOException e) {
        readable = false;
        newest.problem(
            i < numbers.size() - 1
                ? String.valueOf(e.getMessage())
                : e.getMessage()
                    + " It is the newest: without it nothing can go on, and nothing else can be verified.");
      }
    }
    return readable;
  }

  /** How many files no more named by the newest snapshot are kept for readers of older ones. */
  long outlived() {
    return outlived;
  }

  private void gap(long before, long after) throws IOException {
    if (after == before + 1) {
      return;
    }
    List<Long> again = newest.chain().numbers();
    for (long missing = before + 1; missing < after; missing++) {
      if (again.contains(before) && !again.contains(missing)) {
        newest.problem(
            "snapshot %d: missing between %d and %d in %s. Put it back from a copy; without one nothing is lost but its leftovers are never swept, for each snapshot holds the whole state."
                .formatted(missing, before, after, PipelinePaths.SNAPSHOTS));
      }
    }
  }
}
