package millrace.verify;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import millrace.store.Store;

/**
 * Lists what lies in the pipeline's directory. Files are moved to their names only after the
 * snapshot that names them was committed, and that one's number is part of the name: so a name with
 * a higher number than any snapshot has tells that the newest snapshots are lost.
 */
final class Leftovers {
  private static final List<String> PLACES =
      List.of(
          "buckets",
          "runs",
          "_millrace/pages",
          "_millrace/reports",
          "_millrace/attempts",
          "_millrace/work",
          "_millrace/tmp");

  /** The number of a snapshot in the names that each place gives. */
  private static final Pattern NUMBER =
      Pattern.compile(
          "buckets/[^/]*/(?:piece|late)-([0-9]{5,18})-.*"
              + "|runs/.*/[0-9]+T[0-9]+Z-([0-9]{1,18})-[^/]*"
              + "|_millrace/pages/[^/]*/([0-9]{1,18})-.*"
              + "|_millrace/reports/.*/[0-9]+T[0-9]+Z-([0-9]{1,18})(?:-changed)?\\.tsv",
          Pattern.DOTALL);

  private final HeadFollower newest;
  private long files;
  private long highest;
  private String newestFile = "";

  Leftovers(HeadFollower newest) {
    this.newest = newest;
  }

  /** Lists all places; returns how many files there are. */
  long list() throws IOException {
    for (String place : PLACES) {
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
    Matcher name = NUMBER.matcher(path);
    if (name.matches()) {
      for (int group = 1; group <= name.groupCount(); group++) {
        long number = Optional.ofNullable(name.group(group)).map(Long::parseLong).orElse(0L);
        if (number > highest) {
          highest = number;
          newestFile = path;
        }
      }
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
