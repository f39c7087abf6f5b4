package millrace.job;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import millrace.aggregate.Slice;

/**
 * Numbers keys from 0 in the order they come. Asked with bytes lying anywhere, it allocates nothing
 * for a key it knows, and copies a new one. What takes time is waiting for memory, so that the
 * first eight bytes of a key, and most keys have no more, lie where they are looked for. The hash
 * has a random seed, so no input can be made to collide.
 */
final class KeyTable {
  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int CHUNK = 1 << 16;
  private static final int FEWEST_SLOTS = 1 << 10;

  /**
   * A slot is two numbers: 32 bits of the key's hash, 4 of its length, and its number plus one; and
   * its head, the first eight bytes, the first one lowest, zeros after a shorter key. The first
   * number of a free slot is 0.
   */
  private static final int SLOT = 2;

  private static final int HEAD = Long.BYTES;
  private static final int NUMBER_BITS = 28;
  private static final int NUMBERS = (1 << NUMBER_BITS) - 1;
  private static final int LENGTHS = 0xF;
  private static final int LONGER = HEAD + 1;
  private static final long LOW = 0xFFFF_FFFFL;
  private static final long ODD = 0x9E37_79B9_7F4A_7C15L;

  /** Slots per key are at least 5/3 and at most 10/3. */
  private static final int KEY_BYTES = 40;

  /** Bytes per longer key besides: its place and length. */
  private static final int LONG_KEY_BYTES = 18;

  private final long seed = ThreadLocalRandom.current().nextLong();
  private final long otherSeed = ThreadLocalRandom.current().nextLong();
  private final byte[] shown = new byte[HEAD];
  private final List<byte[]> chunks = new ArrayList<>();
  private int used;
  private long keyBytes;

  private int size;
  private long[] slots = new long[SLOT * FEWEST_SLOTS];
  private int shift = shiftFor(FEWEST_SLOTS);

  /**
   * Where the bytes of longer keys are, by their number: the chunk in the upper half, the offset in
   * the lower.
   */
  private long[] places = {};

  private int[] lengths = {};

  private static int shiftFor(int slots) {
    return Long.SIZE - Integer.numberOfTrailingZeros(slots);
  }

  int size() {
    return size;
  }

  /** About how many bytes keys and table take. */
  long memory() {
    return keyBytes + (long) size * KEY_BYTES;
  }

  /** The number of this key; {@link #size} as it was before, when it is new. */
  int numberOf(Slice key) {
    byte[] bytes = key.array();
    int from = key.offset();
    int length = key.length();
    long head = word(bytes, from, length);
    long tag = tag(bytes, from, length, head);
    int mask = slots.length - 1;
    int slot = SLOT * (int) (tag >>> shift);
    while (true) {
      long there = slots[slot];
      if ((there ^ tag) >>> NUMBER_BITS == 0 && slots[slot + 1] == head && there != 0) {
        int number = number(there);
        if (length <= HEAD || isLong(number, key)) {
          return number;
        }
      } else if (there == 0) {
        return add(slot, tag, head, key);
      }
      slot = (slot + SLOT) & mask;
    }
  }

  private static int number(long slot) {
    return ((int) slot & NUMBERS) - 1;
  }

  /** The length of a key by its slot; {@link #LONGER} for any that is more than its head. */
  private static int kind(long slot) {
    return (int) (slot >>> NUMBER_BITS) & LENGTHS;
  }

  /** Up to eight bytes as one number, the first one lowest; zeros in place of those missing. */
  private static long word(byte[] bytes, int from, int length) {
    if (from + HEAD <= bytes.length) {
      long word = (long) WORDS.get(bytes, from);
      if (length >= HEAD) {
        return word;
      }
      return word & ((1L << (Byte.SIZE * length)) - 1);
    }
    long word = 0;
    for (int i = Math.min(length, HEAD) - 1; i >= 0; i--) {
      word = (word << Byte.SIZE) | (bytes[from + i] & 0xFF);
    }
    return word;
  }

  /** What the slot of a key holds above its number. */
  private long tag(byte[] bytes, int from, int length, long head) {
    long hash = mixed(head + length * ODD);
    for (int at = HEAD; at < length; at += HEAD) {
      hash = mixed(hash ^ word(bytes, from + at, length - at));
    }
    long kind = Math.min(length, LONGER);
    return ((hash * ODD) & ~LOW) | (kind << NUMBER_BITS);
  }

  /**
   * Two different numbers become the same one for few seeds, whoever chose them: each half is in
   * one factor of a product, and nobody else knows with what it was added up.
   */
  private long mixed(long word) {
    long product = ((word & LOW) + (seed & LOW)) * ((word >>> 32) + (seed >>> 32)) + otherSeed;
    return product ^ (product >>> 32);
  }

  private boolean isLong(int number, Slice key) {
    int length = key.length();
    if (lengths[number] != length) {
      return false;
    }
    int place = (int) places[number];
    return Arrays.equals(
        chunks.get((int) (places[number] >>> 32)),
        place,
        place + length,
        key.array(),
        key.offset(),
        key.offset() + length);
  }

  private int add(int slot, long tag, long head, Slice key) {
    if (size == NUMBERS) {
      throw new IllegalStateException(
          size + " keys are in memory, as many as are possible: allow less memory for a fold");
    }
    int number = size;
    if (key.length() > HEAD) {
      if (number >= places.length) {
        int capacity = Math.max(FEWEST_SLOTS, 2 * number);
        places = Arrays.copyOf(places, capacity);
        lengths = Arrays.copyOf(lengths, capacity);
      }
      places[number] = copy(key);
      lengths[number] = key.length();
    }
    size++;
    slots[slot] = tag | size;
    slots[slot + 1] = head;
    if (size > slots.length / SLOT / 5 * 3) {
      grow();
    }
    return number;
  }

  private long copy(Slice key) {
    int length = key.length();
    if (chunks.isEmpty() || chunks.get(chunks.size() - 1).length - used < length) {
      chunks.add(new byte[Math.max(CHUNK, length)]);
      used = 0;
    }
    int chunk = chunks.size() - 1;
    System.arraycopy(key.array(), key.offset(), chunks.get(chunk), used, length);
    long place = ((long) chunk << 32) | used;
    used += length;
    keyBytes += length + LONG_KEY_BYTES;
    return place;
  }

  private void grow() {
    long[] before = slots;
    slots = new long[2 * before.length];
    shift--;
    int mask = slots.length - 1;
    for (int from = 0; from < before.length; from += SLOT) {
      if (before[from] != 0) {
        int slot = SLOT * (int) (before[from] >>> shift);
        while (slots[slot] != 0) {
          slot = (slot + SLOT) & mask;
        }
        slots[slot] = before[from];
        slots[slot + 1] = before[from + 1];
      }
    }
  }

  void clear() {
    chunks.clear();
    used = 0;
    keyBytes = 0;
    size = 0;
    slots = new long[SLOT * FEWEST_SLOTS];
    shift = shiftFor(FEWEST_SLOTS);
    places = new long[0];
    lengths = new int[0];
  }

  /** All keys, in whatever order. Nothing may be added while it is in use. */
  Keys keys() {
    return new Keys();
  }

  /** All keys in ascending order. Nothing may be added while it is in use. */
  Keys sorted() {
    Keys keys = new Keys();
    keys.sort();
    return keys;
  }

  /** Keys one after another. */
  final class Keys {
    /** Above the slot of each key its first four bytes. */
    private final long[] order = new long[size];

    private int next;

    private Keys() {
      int key = 0;
      for (int slot = 0; slot < slots.length; slot += SLOT) {
        if (slots[slot] != 0) {
          order[key++] = ((rank(slot) & ~LOW) ^ Long.MIN_VALUE) | slot;
        }
      }
    }

    /** By plain numbers first; keys are compared where these are equal. */
    private void sort() {
      Arrays.sort(order);
      int from = 0;
      for (int to = 1; to <= order.length; to++) {
        if (to == order.length || (order[to] ^ order[from]) >>> 32 != 0) {
          sort(from, to);
          from = to;
        }
      }
    }

    /** Whether {@link #next} has one more. */
    boolean hasNext() {
      return next < order.length;
    }

    /** Shows the next key, until the one after it, and returns its number. */
    int next(Slice into) {
      int slot = (int) order[next++];
      int number = number(slots[slot]);
      int kind = kind(slots[slot]);
      if (kind < LONGER) {
        WORDS.set(shown, 0, slots[slot + 1]);
        into.set(shown, 0, kind);
      } else {
        long place = places[number];
        into.set(chunks.get((int) (place >>> 32)), (int) place, lengths[number]);
      }
      return number;
    }

    /** A key's first bytes as a number, the first one highest. */
    private long rank(int slot) {
      return Long.reverseBytes(slots[slot + 1]);
    }

    /** Sorts by merging. */
    private void sort(int from, int to) {
      int length = to - from;
      if (length < 2) {
        return;
      }
      long[] left = Arrays.copyOfRange(order, from, to);
      long[] right = new long[length];
      for (int width = 1; width < length && width > 0; width *= 2) {
        for (int start = 0; start < length; start += 2 * width) {
          int middle = Math.min(start + width, length);
          int end = Math.min(middle + width, length);
          int a = start;
          int b = middle;
          for (int i = start; i < end; i++) {
            right[i] =
                b == end || (a < middle && compare((int) left[a], (int) left[b]) <= 0)
                    ? left[a++]
                    : left[b++];
          }
        }
        long[] swapped = left;
        left = right;
        right = swapped;
      }
      System.arraycopy(left, 0, order, from, length);
    }

    private int compare(int a, int b) {
      if (slots[a + 1] != slots[b + 1]) {
        return Long.compareUnsigned(rank(a), rank(b));
      }
      int kindOfA = kind(slots[a]);
      int kindOfB = kind(slots[b]);
      if (kindOfA < LONGER || kindOfB < LONGER) {
        return Integer.compare(kindOfA, kindOfB); // the shorter is the beginning of the longer
      }
      int first = number(slots[a]);
      int second = number(slots[b]);
      return Arrays.compareUnsigned(
          chunks.get((int) (places[first] >>> 32)),
          (int) places[first],
          (int) places[first] + lengths[first],
          chunks.get((int) (places[second] >>> 32)),
          (int) places[second],
          (int) places[second] + lengths[second]);
    }
  }
}
