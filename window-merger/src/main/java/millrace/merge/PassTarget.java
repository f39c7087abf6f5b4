package millrace.merge;

import java.util.List;
import java.util.OptionalInt;

/**
 * A report to be made by a {@link Pass}.
 *
 * @param base index of an earlier target all of whose sources it holds too; empty when it begins
 *     from nothing
 * @param sources indices of the sources it holds besides, none of which its base holds
 * @param sink takes its rows
 */
public record PassTarget(OptionalInt base, List<Integer> sources, RowConsumer sink) {
  public PassTarget {
    sources = List.copyOf(sources);
  }

  /** A report of just these sources. */
  public static PassTarget of(List<Integer> sources, RowConsumer sink) {
    return new PassTarget(OptionalInt.empty(), sources, sink);
  }

  /** A report that adds sources to those of target {@code base}. */
  public static PassTarget on(int base, List<Integer> sources, RowConsumer sink) {
    return new PassTarget(OptionalInt.of(base), sources, sink);
  }
}
