package millrace.pipeline;

/** A number of bytes as people write it: {@code 4096}, {@code 64m}, {@code 1g}; a k is 1024. */
public final class ByteSize {
  private static final String UNITS = "kmgt";

  private ByteSize() {}

  /**
   * The number of bytes that {@code text} writes.
   *
   * @throws IllegalArgumentException if it says none
   */
  public static long parse(String text) {
    if (!text.matches("[0-9]{1,15}[kmgtKMGT]?")) {
      throw refused(text);
    }
    int last = text.length() - 1;
    int unit = UNITS.indexOf(Character.toLowerCase(text.charAt(last)));
    if (unit < 0) {
      return Long.parseLong(text);
    }
    try {
      return Math.multiplyExact(Long.parseLong(text.substring(0, last)), 1L << (10 * (unit + 1)));
    } catch (ArithmeticException e) {
      throw refused(text);
    }
  }

  private static IllegalArgumentException refused(String text) {
    return new IllegalArgumentException("not a number of bytes: " + text);
  }

  /** The shortest text that {@link #parse} reads as {@code bytes}. */
  public static String format(long bytes) {
    for (int unit = UNITS.length() - 1; unit >= 0; unit--) {
      long size = 1L << (10 * (unit + 1));
      if (bytes != 0 && bytes % size == 0) {
        return bytes / size + UNITS.substring(unit, unit + 1);
      }
    }
    return String.valueOf(bytes);
  }
}
