package millrace.aggregate;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The mean of numbers, kept as their count and exact sum, rounded half-even to six digits after the
 * point when it is presented. A state is written as {@code COUNT SUM}.
 */
public final class Mean implements Packed<Exact, Mean.MeanState, List<Cell>> {
  private static final MeanState NOTHING = new MeanState(0, Exact.ZERO);

  // Where both fit, a state is one number: the sum, and below it the count.
  private static final int COUNT_BITS = 20;
  private static final long MOST_COUNTED = (1L << COUNT_BITS) - 1;
  private static final long LARGEST_SUM = 1L << (62 - COUNT_BITS);

  /**
   * What a mean is made of.
   *
   * @param count how many numbers
   * @param sum their exact sum
   */
  public record MeanState(long count, Exact sum) {
    public MeanState {
      if (count < 0 || (count == 0 && !sum.equals(Exact.ZERO))) {
        throw new IllegalArgumentException(
            "a mean of " + count + " numbers cannot have the sum " + sum);
      }
    }
  }

  @Override
  public String id() {
    return "mean/1";
  }

  @Override
  public MeanState empty() {
    return NOTHING;
  }

  @Override
  public MeanState prepare(Exact event) {
    return new MeanState(1, event);
  }

  @Override
  public MeanState combine(MeanState left, MeanState right) {
    return new MeanState(Math.addExact(left.count, right.count), left.sum.plus(right.sum));
  }

  /** The mean; an empty cell for the mean of nothing. */
  @Override
  public List<Cell> present(MeanState state) {
    return List.of(
        state.count == 0
            ? new Cell.Text(ByteString.EMPTY)
            : new Cell.Number(state.sum.dividedBy(state.count)));
  }

  @Override
  public long pack(MeanState state) {
    return state.sum.isLong() ? packed(state.count, state.sum.toLong()) : TOO_LARGE;
  }

  private static long packed(long count, long sum) {
    return count > MOST_COUNTED || sum > LARGEST_SUM || sum < -LARGEST_SUM
        ? TOO_LARGE
        : (sum << COUNT_BITS) | count;
  }

  @Override
  public MeanState unpack(long number) {
    return new MeanState(number & MOST_COUNTED, Exact.of(number >> COUNT_BITS));
  }

  @Override
  public long one(Exact event) {
    return event.isLong() ? packed(1, event.toLong()) : TOO_LARGE;
  }

  @Override
  public long both(long left, long right) {
    return packed(
        (left & MOST_COUNTED) + (right & MOST_COUNTED),
        (left >> COUNT_BITS) + (right >> COUNT_BITS));
  }

  @Override
  public Optional<RankBound> rankBound() {
    return Optional.of(RankBound.GREATEST);
  }

  @Override
  public Codec<MeanState> codec() {
    return CountAndSum.CODEC;
  }

  private static final class CountAndSum implements Codec<MeanState> {
    static final Codec<MeanState> CODEC = new CountAndSum();

    @Override
    public byte[] encode(MeanState state) {
      return (state.count + " " + state.sum).getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public MeanState decode(Slice bytes) {
      int blank = 0;
      while (blank < bytes.length() && bytes.at(blank) != ' ') {
        blank++;
      }
      if (blank == bytes.length()) {
        throw new IllegalArgumentException("not a count and a sum: " + bytes);
      }
      int from = bytes.offset();
      Slice count = new Slice().set(bytes.array(), from, blank);
      Slice sum = new Slice().set(bytes.array(), from + blank + 1, bytes.length() - blank - 1);
      return new MeanState(Count.Digits.CODEC.decode(count), Exact.ofCanonical(sum));
    }

    @Override
    public int weight(MeanState state) {
      return 24 + state.sum.weight();
    }
  }
}
