package millrace.run;

import millrace.aggregate.Slice;

/**
 * Which part of a run a key belongs to, the same in every release and language: the low bits of the
 * first half of MurmurHash3 x64 128, seed 0, of the key's bytes. Part {@code p} of 4 holds the keys
 * of the parts {@code p} and {@code p + 4} of 8, so runs of different numbers of parts can be
 * merged part by part.
 */
public final class KeyHash {
  private KeyHash() {}

  /**
   * The part of {@code key}, from 0.
   *
   * @param parts a power of two
   * @throws IllegalArgumentException if it is none
   */
  public static int part(Slice key, int parts) {
    if (Integer.bitCount(parts) != 1 || parts < 0) {
      throw new IllegalArgumentException("the number of parts is no power of two: " + parts);
    }
    if (parts == 1) {
      return 0;
    }
    Murmur3 hash = new Murmur3();
    hash.hash(key.array(), key.offset(), key.length());
    return (int) (hash.first() & (parts - 1));
  }
}
