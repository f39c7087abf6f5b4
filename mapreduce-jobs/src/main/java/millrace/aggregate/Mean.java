package millrace.aggregate;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The mean of numbers, kept as their count and exact sum, rounded half-even to six digits after the
 * point when it is presented. A state is written as {@code COUNT SUM}.
 */
public final class Mean implements Aggregate<Exact, Mean.State, List<Cell>> {
  private static final State NOTHING = new State(0, Exact.ZERO);

  /**
   * What a mean is made of.
   *
   * @param count how many numbers
   * @param sum their exact sum
   */
  public record State(long count, Exact sum) {
    public State {
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
  public State empty() {
    return NOTHING;
  }

  @Override
  public State prepare(Exact event) {
    return new State(1, event);
  }

  @Override
  public State combine(State left, State right) {
    return new State(Math.addExact(left.count, right.count), left.sum.plus(right.sum));
  }

  /** The mean; an empty cell for the mean of nothing. */
  @Override
  public List<Cell> present(State state) {
    return List.of(
        state.count == 0
            ? new Cell.Text(ByteString.EMPTY)
            : new Cell.Number(state.sum.dividedBy(state.count)));
  }

  @Override
  public Optional<RankBound> rankBound() {
    return Optional.of(RankBound.GREATEST);
  }

  @Override
  public Codec<State> codec() {
    return CountAndSum.CODEC;
  }

  private static final class CountAndSum implements Codec<State> {
    static final Codec<State> CODEC = new CountAndSum();

    @Override
    public byte[] encode(State state) {
      return (state.count + " " + state.sum).getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public State decode(Slice bytes) {
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
      return new State(Count.Digits.CODEC.decode(count), Exact.ofCanonical(sum));
    }

    @Override
    public int weight(State state) {
      return 24 + state.sum.weight();
    }
  }
}
