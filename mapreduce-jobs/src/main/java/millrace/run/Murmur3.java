package millrace.run;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * MurmurHash3 x64 128 with seed 0, by Austin Appleby (public domain, {@code MurmurHash3.cpp} of
 * SMHasher), over bytes where they lie, without making an object. One hash at a time: the halves
 * are read from the hasher that computed them.
 */
final class Murmur3 {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long C1 = 0x87c37b91114253d5L;
  private static final long C2 = 0x4cf5ad432745937fL;

  private long first;
  private long second;

  /** Hashes {@code length} bytes from {@code offset}. */
  void hash(byte[] bytes, int offset, int length) {
    long h1 = 0;
    long h2 = 0;
    int end = offset + (length & ~15);
    for (int at = offset; at < end; at += 16) {
      h1 ^= mix1((long) LONGS.get(bytes, at));
      h1 = (Long.rotateLeft(h1, 27) + h2) * 5 + 0x52dce729;
      h2 ^= mix2((long) LONGS.get(bytes, at + 8));
      h2 = (Long.rotateLeft(h2, 31) + h1) * 5 + 0x38495ab5;
    }
    int rest = length & 15;
    if (rest > 8) {
      h2 ^= mix2(few(bytes, end + 8, rest - 8));
    }
    if (rest > 0) {
      h1 ^= mix1(few(bytes, end, Math.min(rest, 8)));
    }
    h1 ^= length;
    h2 ^= length;
    h1 += h2;
    h2 += h1;
    h1 = last(h1);
    h2 = last(h2);
    h1 += h2;
    h2 += h1;
    first = h1;
    second = h2;
  }

  private static long few(byte[] bytes, int from, int count) {
    long value = 0;
    for (int i = count - 1; i >= 0; i--) {
      value = (value << 8) | (bytes[from + i] & 0xff);
    }
    return value;
  }

  private static long mix1(long k) {
    return Long.rotateLeft(k * C1, 31) * C2;
  }

  private static long mix2(long k) {
    return Long.rotateLeft(k * C2, 33) * C1;
  }

  private static long last(long h) {
    long mixed = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ (mixed >>> 33);
  }

  /** The first half of the last hash. */
  long first() {
    return first;
  }

  /** The second half of the last hash. */
  long second() {
    return second;
  }
}
