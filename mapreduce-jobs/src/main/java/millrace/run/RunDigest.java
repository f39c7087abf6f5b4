package millrace.run;

import java.util.Locale;
import java.util.regex.Pattern;
import millrace.aggregate.Slice;

/**
 * A digest of the contents of a run: equal for equal sets of (key, state) pairs, in whatever order
 * and however they are spread over files. 128 bits, written as 32 hexadecimal digits, {@code first}
 * before {@code second}.
 *
 * <p>For another language: each pair is hashed by MurmurHash3 x64 128 with seed 0 over the length
 * of the key (4 bytes, little-endian), the key, the length of the state (4 bytes, little-endian),
 * the state. The hash is two 64-bit numbers h1 and h2. {@code first} is the sum of all h1, {@code
 * second} the sum of all h2, both modulo 2^64. The digest of nothing is zero.
 *
 * @param first sum of the first halves
 * @param second sum of the second halves
 */
public record RunDigest(long first, long second) {
  /** The digest of a run without entries. */
  public static final RunDigest NOTHING = new RunDigest(0, 0);

  private static final Pattern TEXT = Pattern.compile("[0-9a-f]{32}");

  /** The digest of one pair. */
  public static RunDigest of(Slice key, Slice state) {
    Builder sum = new Builder();
    sum.add(key, state);
    return sum.digest();
  }

  /**
   * Reads what {@link #toString} wrote.
   *
   * @throws IllegalArgumentException if the text is no digest
   */
  public static RunDigest parse(String text) {
    if (!TEXT.matcher(text).matches()) {
      throw new IllegalArgumentException("not a digest of 32 hexadecimal digits: " + text);
    }
    return new RunDigest(
        Long.parseUnsignedLong(text, 0, 16, 16), Long.parseUnsignedLong(text, 16, 32, 16));
  }

  /** The digest of the pairs behind both. */
  public RunDigest plus(RunDigest other) {
    return new RunDigest(first + other.first, second + other.second);
  }

  /** 32 hexadecimal digits. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%016x%016x", first, second);
  }

  /** Adds up the digest of many pairs. */
  public static final class Builder {
    private final Murmur3 hash = new Murmur3();
    private byte[] pair = new byte[256];
    private long first;
    private long second;

    /** One pair more. */
    public void add(Slice key, Slice state) {
      int length = 8 + key.length() + state.length();
      if (pair.length < length) {
        pair = new byte[Math.max(length, 2 * pair.length)];
      }
      put(state, put(key, 0));
      hash.hash(pair, 0, length);
      first += hash.first();
      second += hash.second();
    }

    private int put(Slice bytes, int at) {
      int length = bytes.length();
      for (int i = 0; i < 4; i++) {
        pair[at + i] = (byte) (length >>> (8 * i));
      }
      System.arraycopy(bytes.array(), bytes.offset(), pair, at + 4, length);
      return at + 4 + length;
    }

    /** The digest of the pairs so far. */
    public RunDigest digest() {
      return new RunDigest(first, second);
    }
  }
}
