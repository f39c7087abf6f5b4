package millrace.aggregate;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An exact decimal number: a {@code long} where it fits, big decimals beyond. Equal numbers are
 * equal objects with equal text, whichever way they came about: {@code 1.50}, {@code 1.5} and
 * {@code 15e-1} are one number.
 */
public final class Exact implements Comparable<Exact> {
  /** Zero. */
  public static final Exact ZERO = new Exact(0, null);

  /** The most digits a parsed number may have before the point, and after it. */
  public static final int MOST_DIGITS = 1000;

  private static final int LONGEST_TEXT = 4096;
  private static final int SHOWN = 40;
  private static final int MEAN_DIGITS = 6;
  private static final BigDecimal SMALLEST_LONG = BigDecimal.valueOf(Long.MIN_VALUE);
  private static final BigDecimal LARGEST_LONG = BigDecimal.valueOf(Long.MAX_VALUE);

  private final long whole;

  /**
   * The number when it is no {@code long}; without trailing zeros, of a scale that is not negative.
   */
  private final @Nullable BigDecimal decimal;

  private Exact(long whole, @Nullable BigDecimal decimal) {
    this.whole = whole;
    this.decimal = decimal;
  }

  /** A whole number. */
  public static Exact of(long value) {
    return value == 0 ? ZERO : new Exact(value, null);
  }

  /** Any decimal number. */
  public static Exact of(BigDecimal value) {
    BigDecimal plain = value.stripTrailingZeros();
    if (plain.scale() > 0) {
      return new Exact(0, plain);
    }
    if (plain.compareTo(SMALLEST_LONG) >= 0 && plain.compareTo(LARGEST_LONG) <= 0) {
      return of(plain.longValueExact());
    }
    return new Exact(0, plain.setScale(0));
  }

  /**
   * The number written in {@code text}: ASCII digits with an optional sign, point and exponent,
   * blanks and tabs around it.
   *
   * @throws NotANumber if it is none, or has more than {@value #MOST_DIGITS} digits before the
   *     point or after it
   */
  public static Exact parse(Slice text) throws NotANumber {
    int from = 0;
    int to = text.length();
    while (from < to && isBlank(text.at(from))) {
      from++;
    }
    while (to > from && isBlank(text.at(to - 1))) {
      to--;
    }
    int digits = from < to && isSign(text.at(from)) ? from + 1 : from;
    if (to > digits && to - digits <= 18) {
      long value = 0;
      int i = digits;
      while (i < to && isDigit(text.at(i))) {
        value = 10 * value + (text.at(i) - '0');
        i++;
      }
      if (i == to) {
        return of(text.at(from) == '-' ? -value : value);
      }
    }
    return parseDecimal(text, from, to);
  }

  private static Exact parseDecimal(Slice text, int from, int to) throws NotANumber {
    if (to - from > LONGEST_TEXT) {
      throw new NotANumber("not a number of at most " + MOST_DIGITS + " digits", text);
    }
    int at = from < to && isSign(text.at(from)) ? from + 1 : from;
    StringBuilder unscaled = new StringBuilder();
    long scale = 0;
    boolean afterPoint = false;
    for (; at < to && (isDigit(text.at(at)) || (!afterPoint && text.at(at) == '.')); at++) {
      if (text.at(at) == '.') {
        afterPoint = true;
      } else {
        unscaled.append((char) text.at(at));
        scale += afterPoint ? 1 : 0;
      }
    }
    if (unscaled.isEmpty()) {
      throw new NotANumber("not a number", text);
    }
    if (at < to && (text.at(at) == 'e' || text.at(at) == 'E')) {
      at++;
      boolean negative = at < to && text.at(at) == '-';
      at += at < to && isSign(text.at(at)) ? 1 : 0;
      int first = at;
      long exponent = 0;
      for (; at < to && isDigit(text.at(at)); at++) {
        exponent = Math.min(10 * exponent + (text.at(at) - '0'), Integer.MAX_VALUE);
      }
      if (at == first) {
        throw new NotANumber("not a number", text);
      }
      scale += negative ? exponent : -exponent;
    }
    if (at < to) {
      throw new NotANumber("not a number", text);
    }
    BigInteger magnitude = new BigInteger(unscaled.toString());
    if (magnitude.signum() == 0) {
      return ZERO;
    }
    int zeros = 0;
    while (unscaled.charAt(unscaled.length() - 1 - zeros) == '0') {
      zeros++;
    }
    long digitsBeforePoint = magnitude.toString().length() - scale;
    if (digitsBeforePoint > MOST_DIGITS || scale - zeros > MOST_DIGITS) {
      throw new NotANumber("not a number of at most " + MOST_DIGITS + " digits", text);
    }
    return of(
        new BigDecimal(
            text.at(from) == '-' ? magnitude.negate() : magnitude, Math.toIntExact(scale)));
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  private static boolean isSign(byte b) {
    return b == '-' || b == '+';
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  /**
   * Reads what {@link #toString} wrote, however many digits.
   *
   * @throws IllegalArgumentException if the text is not written just so
   */
  static Exact ofCanonical(Slice text) {
    long whole = wholeOfCanonical(text);
    if (whole >= 0) {
      return of(whole);
    }
    String written = text.toString();
    if (isPlain(text)) {
      Exact value = of(new BigDecimal(written));
      if (value.toString().equals(written)) {
        return value;
      }
    }
    throw new IllegalArgumentException("not an exact number as states hold them: " + shown(text));
  }

  /** The number, if its text is what most states are: up to 18 digits; otherwise -1. */
  private static long wholeOfCanonical(Slice text) {
    int length = text.length();
    if (length == 0 || length > 18 || (length > 1 && text.at(0) == '0')) {
      return -1;
    }
    long value = 0;
    for (int i = 0; i < length; i++) {
      if (!isDigit(text.at(i))) {
        return -1;
      }
      value = 10 * value + (text.at(i) - '0');
    }
    return value;
  }

  private static boolean isPlain(Slice text) {
    int digits = 0;
    int points = 0;
    for (int i = 0; i < text.length(); i++) {
      byte b = text.at(i);
      digits += isDigit(b) ? 1 : 0;
      points += b == '.' ? 1 : 0;
      if (!isDigit(b) && b != '.' && !(b == '-' && i == 0)) {
        return false;
      }
    }
    return digits > 0 && points <= 1;
  }

  /** Whether it is a whole number that a {@code long} can hold. */
  boolean isLong() {
    return decimal == null;
  }

  /** The number, if {@link #isLong}. */
  long toLong() {
    return whole;
  }

  private BigDecimal big() {
    return decimal == null ? BigDecimal.valueOf(whole) : decimal;
  }

  /** The exact sum. */
  public Exact plus(Exact other) {
    if (decimal == null && other.decimal == null) {
      long sum = whole + other.whole;
      if (!hasOverflown(whole, other.whole, sum)) {
        return of(sum);
      }
    }
    return of(big().add(other.big()));
  }

  /** Whether {@code sum}, of the other two, is not what they come to. */
  static boolean hasOverflown(long left, long right, long sum) {
    return ((left ^ sum) & (right ^ sum)) < 0; // Hacker's Delight, 2-13
  }

  /** This number divided by {@code count}, rounded half-even to six digits after the point. */
  public Exact dividedBy(long count) {
    return of(big().divide(BigDecimal.valueOf(count), MEAN_DIGITS, RoundingMode.HALF_EVEN));
  }

  @Override
  public int compareTo(Exact other) {
    return decimal == null && other.decimal == null
        ? Long.compare(whole, other.whole)
        : big().compareTo(other.big());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Exact that && compareTo(that) == 0;
  }

  @Override
  public int hashCode() {
    return decimal == null ? Long.hashCode(whole) : decimal.hashCode();
  }

  /** Plain digits: no exponent, no zeros at the end of a fraction, no {@code -0}. */
  @Override
  public String toString() {
    return decimal == null ? Long.toString(whole) : decimal.toPlainString();
  }

  /** About how many bytes of memory it takes. */
  int weight() {
    return decimal == null ? 24 : 80 + decimal.unscaledValue().bitLength() / 8;
  }

  /** The beginning of the text in quotes, without anything a terminal would obey. */
  private static String shown(Slice text) {
    boolean cut = text.length() > SHOWN;
    StringBuilder shown = new StringBuilder("\"");
    new Slice()
        .set(text.array(), text.offset(), Math.min(SHOWN, text.length()))
        .toString()
        .codePoints()
        .forEach(
            c -> {
              switch (Character.getType(c)) {
                case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    shown.append(String.format(Locale.ROOT, "\\u%04x", c));
                default -> shown.appendCodePoint(c);
              }
            });
    return shown.append(cut ? "\"…" : "\"").toString();
  }

  /**
   * Says why a text is not a number that can be computed with. Cheap to throw: input may hold
   * millions of them.
   */
  public static final class NotANumber extends Exception {
    NotANumber(String reason, Slice text) {
      super(reason + ": " + shown(text), null, false, false);
    }
  }
}
