package millrace.aggregate;

/**
 * How a state is written as bytes and read back. Equal states have equal bytes, and {@code
 * decode(encode(s))} equals {@code s}: the digest of a run depends on it.
 *
 * @param <S> the state
 */
public interface Codec<S> {
  /** The bytes of {@code state}. */
  byte[] encode(S state);

  /**
   * The state whose bytes are shown by {@code bytes}.
   *
   * @throws IllegalArgumentException if the bytes are not a state; the message says what is wrong
   *     with them
   */
  S decode(Slice bytes);

  /**
   * About how many bytes of memory {@code state} takes, so that what is kept in memory stays within
   * its bounds. States that can grow say more than this.
   */
  default int weight(S state) {
    return 48;
  }
}
