package millrace.verify;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import millrace.store.PipelinePaths;
import millrace.store.Store;

/**
 * Lists what lies in the pipeline's directory. Files are moved to their names only after the
 * snapshot that names them was committed, and that one's number is part of the name: so a name with
 * a higher number than any snapshot has tells that the newest snapshots are lost.
 */
final class Leftovers {
  private final HeadFollower newest;
  private long files;
  private long highest;
  private String newestFile = "";

  Leftovers(HeadFollower newest) {
    this.newest = newest;
  }

  /** Lists all places; returns how many files there are. */
  long list() throws IOException {
    for (String place : PipelinePaths.places()) {
      newest.progress("listing " + place);
      list(place);
    }
    return files;
  }

  private void list(String place) throws IOException {
    Deque<String> open = new ArrayDeque<>();
    open.add(place);
    while (!open.isEmpty()) {
      String directory = open.remove();
      for (Store.StoreEntry entry : newest.store().list(directory)) {
        String path = directory + "/" + entry.name();
        if (entry.directory()) {
          open.push(path);
        } else {
          files++;
          number(path);
        }
      }
    }
  }

  private void number(String path) {
    long number = PipelinePaths.namedBy(path).orElse(0);
    if (number > highest) {
      highest = number;
      newestFile = path;
    }
  }

  /** Tells if a file has a number that no snapshot has yet. */
  void checkHead() throws IOException {
    long head = newest.chain().newest();
    if (highest > head) {
      newest.problem(
          "snapshot %d: missing: the newest there is %d, and %s was named by it. Stop all ticks, and put the snapshots after %d back from a copy: what they say would be done again under their numbers."
              .formatted(highest, head, newestFile, head));
    }
  }
}
