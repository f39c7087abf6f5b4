package millrace.pipeline;

import java.math.BigDecimal;

/**
 * A part of a whole, exact.
 *
 * @param percent 0 to 100
 */
public record Share(BigDecimal percent) {
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  public Share {
    if (percent.signum() < 0 || percent.compareTo(HUNDRED) > 0) {
      throw new IllegalArgumentException("not a share of 0% to 100%: " + percent + "%");
    }
  }

  /**
   * Reads {@code 5%} or {@code 0.5%}.
   *
   * @throws IllegalArgumentException if it is no share
   */
  public static Share parse(String text) {
    if (!text.matches("[0-9]{1,3}(\\.[0-9]{1,9})?%")) {
      throw new IllegalArgumentException("not a share: " + text);
    }
    return new Share(new BigDecimal(text.substring(0, text.length() - 1)));
  }

  /** Whether {@code part} of {@code whole} is more than this share; nothing of nothing is not. */
  public boolean isExceededBy(long part, long whole) {
    return BigDecimal.valueOf(part)
            .multiply(HUNDRED)
            .compareTo(percent.multiply(BigDecimal.valueOf(whole)))
        > 0;
  }

  @Override
  public String toString() {
    return percent.stripTrailingZeros().toPlainString() + "%";
  }
}
