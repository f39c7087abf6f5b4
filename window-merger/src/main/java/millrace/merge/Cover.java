package millrace.merge;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import millrace.run.Run;
import millrace.time.TimeRange;

/** The few runs that hold a span of time: each bucket's states and corrections exactly once. */
public final class Cover {
  private static final Comparator<Run> IN_ORDER =
      Comparator.comparing(Run::covers).thenComparing(Run::id);

  private Cover() {}

  /**
   * The runs that together hold just what lies in {@code [from, to)}, by time. A run that lies
   * inside is taken whole; one that only overlaps is replaced by those it was merged from, so only
   * runs at the two edges are looked up.
   *
   * @param from empty for all that was
   * @param roots the runs of one job that no other run was merged from
   * @param lookup gives the run with an id of {@link Run#from}; called only for runs that are
   *     needed
   * @throws IllegalArgumentException if an edge cuts the run of a bucket
   */
  public static List<Run> of(
      Optional<Instant> from, Instant to, Collection<Run> roots, Function<String, Run> lookup) {
    List<Run> cover = new ArrayList<>();
    Deque<Run> open = new ArrayDeque<>(roots);
    while (!open.isEmpty()) {
      Run run = open.remove();
      TimeRange covers = run.covers();
      boolean apart =
          !covers.start().isBefore(to)
              || from.filter(start -> !start.isBefore(covers.end())).isPresent();
      if (apart) {
        continue;
      }
      boolean inside =
          !covers.end().isAfter(to)
              && from.filter(start -> start.isAfter(covers.start())).isEmpty();
      if (inside) {
        cover.add(run);
      } else if (run.from().isEmpty()) {
        throw new IllegalArgumentException(
            "run " + run.id() + " covers " + covers + ", which is cut by " + from + " to " + to);
      } else {
        run.from().forEach(id -> open.add(lookup.apply(id)));
      }
    }
    cover.sort(IN_ORDER);
    return List.copyOf(cover);
  }
}
