package millrace.merge;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Targets in an order in which all that build on one, near or far, follow it without a gap: target
 * at position {@code p} and those that hold its sources are the positions from {@code p} to {@code
 * end(p)}.
 */
final class Forest {
  private final List<RowConsumer> sinks = new ArrayList<>();
  private final int[] ends;

  /** Positions of the targets each source is added to. */
  private final int[][] feeds;

  Forest(int sources, List<PassTarget> targets) {
    List<List<Integer>> children = new ArrayList<>();
    Deque<Integer> open = new ArrayDeque<>();
    for (int i = 0; i < targets.size(); i++) {
      children.add(new ArrayList<>());
      if (targets.get(i).base().isEmpty()) {
        open.addLast(i);
      } else {
        int base = targets.get(i).base().getAsInt();
        if (base < 0 || base >= i) {
          throw new IllegalArgumentException(
              "target " + i + " has a base that is not before it: " + base);
        }
        children.get(base).add(i);
      }
    }
    int[] positions = new int[targets.size()];
    int[] order = new int[targets.size()];
    while (!open.isEmpty()) {
      int target = open.removeFirst();
      order[sinks.size()] = target;
      positions[target] = sinks.size();
      sinks.add(targets.get(target).sink());
      for (int i = children.get(target).size() - 1; i >= 0; i--) {
        open.addFirst(children.get(target).get(i));
      }
    }
    ends = new int[targets.size()];
    for (int position = ends.length - 1; position >= 0; position--) {
      int end = position + 1;
      for (int child : children.get(order[position])) {
        end = Math.max(end, ends[positions[child]]);
      }
      ends[position] = end;
    }
    feeds = feeds(sources, targets, positions);
  }

  private static int[][] feeds(int sources, List<PassTarget> targets, int[] positions) {
    int[][] feeds = new int[sources][0];
    for (int i = 0; i < targets.size(); i++) {
      for (int source : targets.get(i).sources()) {
        if (source < 0 || source >= sources) {
          throw new IllegalArgumentException(
              "target " + i + " wants source " + source + " of " + sources);
        }
        int fed = feeds[source].length;
        feeds[source] = Arrays.copyOf(feeds[source], fed + 1);
        feeds[source][fed] = positions[i];
      }
    }
    return feeds;
  }

  /** The sinks by position. */
  List<RowConsumer> sinks() {
    return sinks;
  }

  /** The position after the last target that builds on the one at {@code position}. */
  int end(int position) {
    return ends[position];
  }

  /** Positions of the targets that {@code source} is added to. */
  int[] fedBy(int source) {
    return feeds[source];
  }
}
