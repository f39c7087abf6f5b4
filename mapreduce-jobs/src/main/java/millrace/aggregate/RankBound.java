package millrace.aggregate;

/**
 * How far joining states can lift a key in a ranking: from the ranks of parts alone, without the
 * parts, a rank that the whole cannot pass. With it the top of many runs is found without reading
 * all of them. The rank of a state is the first cell that {@link Aggregate#present} gives for it.
 */
public enum RankBound {
  /** Ranks add up, those below zero left out: counts, and sums of numbers of either sign. */
  SUM {
    @Override
    public Exact of(Exact left, Exact right) {
      return positive(left).plus(positive(right));
    }

    private Exact positive(Exact rank) {
      return rank.compareTo(Exact.ZERO) < 0 ? Exact.ZERO : rank;
    }
  },

  /** The whole ranks no higher than its highest part: the least, the greatest, and means. */
  GREATEST {
    @Override
    public Exact of(Exact left, Exact right) {
      return left.compareTo(right) >= 0 ? left : right;
    }
  };

  /**
   * What two states joined cannot rank above, when they themselves do not rank above {@code left}
   * and {@code right}; associative and commutative.
   */
  public abstract Exact of(Exact left, Exact right);
}
