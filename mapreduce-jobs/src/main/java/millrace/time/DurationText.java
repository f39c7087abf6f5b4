package millrace.time;

import java.time.Duration;

/**
 * A duration as people write it: {@code 10s}, {@code 5m}, {@code 1h30m}, {@code 7d}, {@code 2w}.
 * Whole numbers, each followed by its unit, the larger units first. A day is 24 hours here;
 * calendar days are the business of windows.
 */
public final class DurationText {
  private static final String UNITS = "wdhms";
  private static final long[] SECONDS = {604_800, 86_400, 3_600, 60, 1};
  private static final String ALLOWED =
      "allowed are whole numbers with the units w, d, h, m, s, the larger ones first, as 10s, 5m, 1h30m, 7d";

  private DurationText() {}

  /**
   * The duration that {@code text} says; zero is {@code 0s}.
   *
   * @throws IllegalArgumentException if it says none; the message says what is allowed
   */
  public static Duration parse(String text) {
    long total = 0;
    int largest = 0;
    int at = 0;
    do {
      int digits = at;
      long number = 0;
      while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
        number = number * 10 + (text.charAt(at) - '0');
        if (number > Integer.MAX_VALUE) {
          throw refused(text, "the number is too large");
        }
        at++;
      }
      if (at == digits) {
        throw refused(
            text, text.isEmpty() ? "it is empty" : "a number is missing at column " + (at + 1));
      }
      if (at == text.length()) {
        throw refused(text, "the unit is missing");
      }
      int unit = UNITS.indexOf(text.charAt(at));
      if (unit < 0) {
        throw refused(text, "there is no unit " + text.charAt(at));
      }
      if (unit < largest) {
        throw refused(text, "the unit " + text.charAt(at) + " comes after a smaller one or twice");
      }
      largest = unit + 1;
      total += number * SECONDS[unit];
      at++;
    } while (at < text.length());
    return Duration.ofSeconds(total);
  }

  /**
   * The shortest text in days, hours, minutes and seconds that {@link #parse} reads as {@code
   * duration}.
   *
   * @throws IllegalArgumentException if it is negative or holds a fraction of a second
   */
  public static String format(Duration duration) {
    if (duration.isNegative() || !duration.equals(Duration.ofSeconds(duration.toSeconds()))) {
      throw new IllegalArgumentException(
          "not a duration of whole seconds, zero or more: " + duration);
    }
    if (duration.isZero()) {
      return "0s";
    }
    var text = new StringBuilder();
    long rest = duration.toSeconds();
    for (int unit = UNITS.indexOf('d'); unit < SECONDS.length; unit++) {
      long number = rest / SECONDS[unit];
      if (number > 0) {
        text.append(number).append(UNITS.charAt(unit));
      }
      rest %= SECONDS[unit];
    }
    return text.toString();
  }

  private static IllegalArgumentException refused(String text, String reason) {
    return new IllegalArgumentException(
        "not a duration: \"" + text + "\": " + reason + "; " + ALLOWED);
  }
}
