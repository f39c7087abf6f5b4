package millrace.merge;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import millrace.time.Grid;

/**
 * The spans over which runs are merged, from the bucket upward; the bounds of each are bounds of
 * the one below, so the cells of all levels nest. Within a day they keep to 1s 5s 15s 1m 5m 15m 1h
 * 4h 1d where the bucket allows; from then on each is four times the one below.
 *
 * @param grids the narrowest first, the buckets themselves
 */
public record Levels(List<Grid> grids) {
  private static final long DAY = 86_400;
  private static final List<Long> PREFERRED =
      List.of(1L, 5L, 15L, 60L, 300L, 900L, 3_600L, 14_400L, DAY, 4 * DAY);

  /** The least that makes a further level worth its rewriting. */
  private static final long LEAST_RATIO = 3;

  /** More cells than this in a cell of the next level, and there is a level between the two. */
  private static final long MOST_RATIO = 12;

  /** Wider than the time since any input was written. */
  private static final long WIDEST = 1_000_000 * DAY;

  public Levels {
    grids = List.copyOf(grids);
    for (int i = 1; i < grids.size(); i++) {
      if (!grids.get(i - 1).divides(grids.get(i))) {
        throw new IllegalArgumentException(
            "levels do not nest: " + grids.get(i - 1).step() + " and " + grids.get(i).step());
      }
    }
  }

  /** The levels above buckets of this length. */
  public static Levels of(Duration every) {
    List<Grid> grids = new ArrayList<>();
    for (long span = every.toSeconds(); span <= WIDEST; span = next(span)) {
      grids.add(new Grid(Duration.ofSeconds(span)));
    }
    return new Levels(grids);
  }

  private static long next(long span) {
    for (long wider : PREFERRED) {
      if (span < DAY && wider % span == 0 && wider / span >= LEAST_RATIO) {
        return span * step(wider / span);
      }
    }
    return span * 4;
  }

  /** The ratio itself, or, when it is large, its least divisor that is a step worth taking. */
  private static long step(long ratio) {
    if (ratio > MOST_RATIO) {
      for (long divisor = LEAST_RATIO; divisor * divisor <= ratio; divisor++) {
        if (ratio % divisor == 0) {
          return divisor;
        }
      }
    }
    return ratio;
  }
}
