package millrace.window;

import java.time.Instant;
import java.util.Collections;
import java.util.Iterator;
import java.util.NavigableSet;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;

/**
 * Which windows to publish. Only buckets with records are looked at, so empty time costs nothing
 * however long it is.
 */
public final class Due {
  private final Window window;
  private final Seeker occupied;
  private final Optional<Instant> published;
  private final Instant frontier;
  private final NavigableSet<Instant> dirty;

  private Due(
      Window window,
      Occupancy occupancy,
      Optional<Instant> published,
      Instant frontier,
      NavigableSet<Instant> dirty) {
    this.window = window;
    this.occupied = new Seeker(occupancy);
    this.published = published;
    this.frontier = frontier;
    this.dirty = dirty;
  }

  /**
   * The ends that are due, ascending, found one by one: windows that hold a bucket with records,
   * end at or before {@code frontier}, and end after {@code published} or hold a dirty bucket. A
   * cumulative window has an end only with a bucket that has records itself.
   *
   * @param occupancy the buckets that hold records now, the dirty ones included
   * @param published ends up to this one were published before; empty when none was
   * @param frontier the newest end that may be published
   * @param dirty starts of the buckets that were folded since then: new ones, and old ones with
   *     late records. It must not change while the ends are walked
   */
  public static Iterator<Instant> ends(
      Window window,
      Occupancy occupancy,
      Optional<Instant> published,
      Instant frontier,
      NavigableSet<Instant> dirty) {
    return new Due(window, occupancy, published, frontier, dirty).new Ends();
  }

  /**
   * The first end after {@code time} whose window holds one of some buckets. Windows leave no gaps
   * between them, so what the next window does not hold, no window before the one after it does.
   *
   * @param ceiling the first of the buckets at or after a time
   */
  private Optional<Instant> nextHolding(
      Instant time, Function<Instant, Optional<Instant>> ceiling) {
    Instant end = window.endAfter(time);
    return ceiling
        .apply(since(end))
        .map(bucket -> bucket.isBefore(end) ? end : window.endAfter(bucket));
  }

  /** The first bucket that makes the window that ends at {@code end} one to publish. */
  private Instant since(Instant end) {
    return window instanceof Window.Cumulative cumulative
        ? end.minus(cumulative.buckets().step())
        : window.startOf(end).orElse(Instant.MIN);
  }

  private boolean holdsRecords(Instant end) {
    return occupied.ceiling(since(end)).filter(bucket -> bucket.isBefore(end)).isPresent();
  }

  private final class Ends implements Iterator<Instant> {
    /** Ends up to here are done; empty when nothing is left. */
    private Optional<Instant> position;

    /** Whether ends that were published before are still to be looked at. */
    private boolean restating;

    private Optional<Instant> ahead = Optional.empty();
    private boolean known;

    Ends() {
      boolean late =
          published.isPresent() && !dirty.isEmpty() && dirty.first().isBefore(published.get());
      restating = late && !(window instanceof Window.Cumulative);
      if (late) {
        // no window that holds the first dirty bucket ends at or before its start
        position = Optional.of(dirty.first());
      } else {
        position = published.or(() -> occupied.ceiling(Instant.MIN));
      }
    }

    @Override
    public boolean hasNext() {
      if (!known) {
        ahead = position.flatMap(this::search).filter(end -> !end.isAfter(frontier));
        position = ahead;
        known = true;
      }
      return ahead.isPresent();
    }

    private Optional<Instant> search(Instant from) {
      Instant after = from;
      while (restating) {
        Instant last = published.orElse(Instant.MIN);
        Optional<Instant> end =
            nextHolding(after, time -> Optional.ofNullable(dirty.ceiling(time)))
                .filter(e -> !e.isAfter(last));
        if (end.isEmpty()) {
          restating = false;
          after = last;
        } else if (holdsRecords(end.get())) {
          return end;
        } else {
          after = end.get();
        }
      }
      return nextHolding(after, occupied::ceiling);
    }

    @Override
    public Instant next() {
      if (!hasNext()) {
        throw new NoSuchElementException("no further window is due");
      }
      known = false;
      return ahead.orElseThrow();
    }
  }

  /**
   * Finds the first bucket with records at or after a time; near ones by walking on, far ones by
   * starting anew.
   */
  private static final class Seeker {
    private static final int NEAR = 16;

    private final Occupancy occupancy;
    private Iterator<Instant> ahead = Collections.emptyIterator();
    private Instant asked = Instant.MAX;
    private Optional<Instant> found = Optional.empty();

    Seeker(Occupancy occupancy) {
      this.occupancy = occupancy;
    }

    Optional<Instant> ceiling(Instant time) {
      boolean forward = !time.isBefore(asked);
      for (int i = 0; forward && i < NEAR && found.isPresent() && found.get().isBefore(time); i++) {
        found = step();
      }
      if (!forward || (found.isPresent() && found.get().isBefore(time))) {
        ahead = occupancy.from(time);
        found = step();
      }
      asked = time;
      return found;
    }

    private Optional<Instant> step() {
      return ahead.hasNext() ? Optional.of(ahead.next()) : Optional.empty();
    }
  }
}
