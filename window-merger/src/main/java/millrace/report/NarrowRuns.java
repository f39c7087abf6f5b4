package millrace.report;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Function;
import millrace.run.Run;
import millrace.time.Grid;

/**
 * The narrowest runs there are of a span of time, oldest first: those of buckets, with their
 * corrections, and wide ones where retention has left nothing else. Together they hold each state
 * once. Wide runs are taken apart as the walk comes to them, so memory does not grow with the span.
 */
public final class NarrowRuns implements Iterator<Run> {
  /** Of equal starts the widest first, so that it is taken apart before its parts are shown. */
  private static final Comparator<Run> IN_ORDER =
      Comparator.comparing((Run run) -> run.covers().start())
          .thenComparing(run -> run.covers().end(), Comparator.reverseOrder())
          .thenComparing(run -> run.from().isEmpty())
          .thenComparing(Run::id);

  private final Optional<Instant> from;
  private final Instant to;
  private final Grid buckets;
  private final Function<String, Run> lookup;
  private final PriorityQueue<Run> ahead = new PriorityQueue<>(IN_ORDER);

  /**
   * The runs that hold something of {@code [from, to)}; one that is left only as a whole may reach
   * beyond it.
   *
   * @param from empty for all that was
   * @param buckets the grid of the buckets
   * @param roots the runs of one job that no other run was merged from
   * @param lookup gives the run with an id of {@link Run#from}
   */
  public NarrowRuns(
      Optional<Instant> from,
      Instant to,
      Grid buckets,
      Collection<Run> roots,
      Function<String, Run> lookup) {
    this.from = from;
    this.to = to;
    this.buckets = buckets;
    this.lookup = lookup;
    roots.forEach(this::add);
  }

  private void add(Run run) {
    if (run.covers().start().isBefore(to)
        && from.filter(start -> !start.isBefore(run.covers().end())).isEmpty()) {
      ahead.add(run);
    }
  }

  private void takeApart() {
    while (!ahead.isEmpty() && !isNarrow(ahead.element())) {
      ahead.remove().from().forEach(id -> add(lookup.apply(id)));
    }
  }

  private boolean isNarrow(Run run) {
    return run.from().isEmpty() || !buckets.next(run.covers().start()).isBefore(run.covers().end());
  }

  @Override
  public boolean hasNext() {
    takeApart();
    return !ahead.isEmpty();
  }

  /** The next run, which stays the next. */
  public Optional<Run> peek() {
    return hasNext() ? Optional.of(ahead.element()) : Optional.empty();
  }

  @Override
  public Run next() {
    if (!hasNext()) {
      throw new NoSuchElementException("no further run");
    }
    return ahead.remove();
  }
}
