package millrace.window;

import java.time.Instant;
import java.util.Collections;
import java.util.Iterator;
import java.util.NavigableSet;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * Which reports to publish. Only buckets with records are looked at, so empty time costs nothing
 * however long it is.
 */
public final class Due {
  private final Publication publication;
  private final Seeker occupied;
  private final Optional<Instant> published;
  private final Instant frontier;
  private final NavigableSet<Instant> dirty;

  private Due(
      Publication publication,
      Occupancy occupancy,
      Optional<Instant> published,
      Instant frontier,
      NavigableSet<Instant> dirty) {
    this.publication = publication;
    this.occupied = new Seeker(occupancy);
    this.published = published;
    this.frontier = frontier;
    this.dirty = dirty;
  }

  /**
   * The ends that are due, ascending, found one by one. An end is due if its report is wanted for a
   * bucket with records, if all it is made from lies before {@code frontier}, and if it comes after
   * {@code published} or is made from a dirty bucket.
   *
   * @param occupancy the buckets that hold records now, the dirty ones included
   * @param published ends up to this one were published before; empty when none was
   * @param frontier everything before it is folded
   * @param dirty starts of the buckets that were folded since then: new ones, and old ones with
   *     late records. It must not change while the ends are walked
   */
  public static Iterator<Instant> ends(
      Publication publication,
      Occupancy occupancy,
      Optional<Instant> published,
      Instant frontier,
      NavigableSet<Instant> dirty) {
    return new Due(publication, occupancy, published, frontier, dirty).new Ends();
  }

  /** The first end from {@code end} on, itself an end, that is wanted for a bucket with records. */
  private Optional<Instant> wantedFrom(Instant end) {
    return occupied
        .ceiling(publication.wantedFrom(end))
        .map(bucket -> bucket.isBefore(end) ? end : publication.endAfter(bucket));
  }

  /** The first end from {@code end} on, itself an end, that is made from a dirty bucket. */
  private Optional<Instant> dirtyFrom(Instant end) {
    Extent sources = publication.sources(end);
    return Optional.ofNullable(dirty.ceiling(sources.from().orElse(Instant.MIN)))
        .map(bucket -> bucket.isBefore(sources.to()) ? end : firstEndMadeFrom(bucket));
  }

  private Instant firstEndMadeFrom(Instant bucket) {
    return publication.endAfter(publication.dueUpTo(bucket));
  }

  private final class Ends implements Iterator<Instant> {
    /** Ends up to here are done; empty when nothing is left. */
    private Optional<Instant> position;

    /** Whether ends that were published before are still to be looked at. */
    private boolean restating;

    private Optional<Instant> ahead = Optional.empty();
    private boolean known;

    Ends() {
      Optional<Instant> beforeDirty =
          dirty.isEmpty() ? Optional.empty() : Optional.of(publication.dueUpTo(dirty.first()));
      restating = published.isPresent() && beforeDirty.filter(published.get()::isAfter).isPresent();
      // no report that ends at or before this is made from a dirty bucket
      position = restating ? beforeDirty : published.or(() -> occupied.ceiling(Instant.MIN));
    }

    @Override
    public boolean hasNext() {
      if (!known) {
        ahead =
            position
                .flatMap(this::search)
                .filter(end -> !end.isAfter(publication.dueUpTo(frontier)));
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
            dirtyFrom(publication.endAfter(after))
                .flatMap(Due.this::wantedFrom)
                .filter(it -> !it.isAfter(last));
        if (end.isEmpty()) {
          restating = false;
          after = last;
        } else if (publication.sources(end.get()).holdsOneOf(dirty)) {
          return end;
        } else {
          after = end.get();
        }
      }
      return wantedFrom(publication.endAfter(after));
    }

    @Override
    public Instant next() {
      if (!hasNext()) {
        throw new NoSuchElementException("no further report is due");
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
