package millrace.aggregate;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * How often something was said about a key, whatever it was. A state is written as plain digits.
 *
 * @param <E> anything
 */
public final class Count<E> implements Packed<E, Long, List<Cell>> {
  @Override
  public String id() {
    return "count/1";
  }

  @Override
  public Long empty() {
    return 0L;
  }

  @Override
  public Long prepare(E event) {
    return 1L;
  }

  @Override
  public Long combine(Long left, Long right) {
    return Math.addExact(left, right);
  }

  @Override
  public long pack(Long state) {
    return state;
  }

  @Override
  public Long unpack(long number) {
    return number;
  }

  @Override
  public long one(E event) {
    return 1;
  }

  @Override
  public long both(long left, long right) {
    return Math.addExact(left, right);
  }

  @Override
  public List<Cell> present(Long state) {
    return List.of(new Cell.Number(Exact.of(state)));
  }

  @Override
  public Optional<RankBound> rankBound() {
    return Optional.of(RankBound.SUM);
  }

  @Override
  public Codec<Long> codec() {
    return Digits.CODEC;
  }

  /** A count as plain digits. */
  static final class Digits implements Codec<Long> {
    static final Codec<Long> CODEC = new Digits();

    @Override
    public byte[] encode(Long state) {
      return Long.toString(state).getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public Long decode(Slice bytes) {
      long value = 0;
      int length = bytes.length();
      boolean plain = length > 0 && length <= 19 && (length == 1 || bytes.at(0) != '0');
      for (int i = 0; plain && i < length; i++) {
        byte b = bytes.at(i);
        plain = b >= '0' && b <= '9';
        value = 10 * value + (b - '0');
      }
      if (!plain || value < 0) {
        throw new IllegalArgumentException("not a count: " + bytes);
      }
      return value;
    }

    @Override
    public int weight(Long state) {
      return 24;
    }
  }
}
