package millrace.fold;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import millrace.aggregate.Slice;

/**
 * A hash table of keys, each with a number. A key is looked up by bytes that may lie anywhere:
 * nothing is allocated for a known key, and a new one is copied. The hash has a random seed, so no
 * input can be made to collide.
 *
 * <p>Most of the time goes into waiting for memory. A slot is therefore as small as possible, two
 * numbers, and the first of them holds a key of up to seven bytes whole. And several keys can be
 * asked for together, so that their slots are fetched at the same time and not one after the other.
 */
final class KeyTable {
  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int FEWEST_SLOTS = 1 << 10;
  private static final int MOST_SLOTS = 1 << 28;

  /** How many keys can be asked for together. */
  static final int TOGETHER = 128;

  // A slot is two longs: the mark of its key, 0 where there is none, and the key's number.
  //
  // The mark of a short key holds its bytes, the first one lowest, zeros after the last one, and in
  // the highest byte one more than its length. That of a longer key is negative: below the sign are
  // 28 bits of its hash, and below these its place, where the bytes are.

  private static final int SLOT = 2;
  private static final int NUMBER = 1;

  private static final int SHORT = Long.BYTES - 1;
  private static final int LENGTH_SHIFT = Byte.SIZE * SHORT;
  private static final int PLACE_BITS = 35;
  private static final long PLACE_MASK = (1L << PLACE_BITS) - 1;

  // A place counts in units of eight bytes. Keys lie in chunks, each behind its length. A large
  // key has a chunk of its own.

  private static final int UNIT = 8;
  private static final int CHUNK_BITS = 13;
  private static final int CHUNK_MASK = (1 << CHUNK_BITS) - 1;
  private static final int CHUNK_BYTES = UNIT << CHUNK_BITS;

  private static final long LOW = 0xFFFF_FFFFL;
  private static final long ODD = 0x9E37_79B9_7F4A_7C15L;

  /** There are at least 4/3 and at most 8/3 slots for a key. */
  private static final int KEY_BYTES = 31;

  private final long seed = ThreadLocalRandom.current().nextLong();
  private final long otherSeed = ThreadLocalRandom.current().nextLong();
  private final byte[] shown = new byte[Long.BYTES];

  private byte[][] chunks = new byte[16][];
  private int chunkCount;
  private int used;
  private long longBytes;

  private int size;
  private long[] slots = new long[SLOT * FEWEST_SLOTS];
  private int shift = shiftFor(FEWEST_SLOTS);

  // The keys that are asked for together, and the bytes of the longer ones.
  private final long[] askedHashes = new long[TOGETHER];
  private final long[] askedMarks = new long[TOGETHER];
  private final int[] askedFrom = new int[TOGETHER];
  private final int[] askedLengths = new int[TOGETHER];
  private byte[] askedBytes = new byte[1 << 10];
  private int asked;
  private int askedUsed;

  /** Has no meaning. A value is stored here only so that reading it cannot be optimised away. */
  @SuppressWarnings("UnusedVariable")
  private long seen;

  private static int shiftFor(int slots) {
    return Long.SIZE - Integer.numberOfTrailingZeros(slots);
  }

  int size() {
    return size;
  }

  /**
   * About how many bytes keys and table take. Keys that were asked for count as new. The growth of
   * the table is left out: the old slots lie beside the new ones for a moment, 64 bytes a key. A
   * fold that reserved memory for this would spill with half of its keys, in the worst case, and
   * would not use that memory afterwards. The heap has enough left ({@link HeapShare#atMost}).
   */
  long memory() {
    return longBytes + askedUsed + (long) (size + asked) * KEY_BYTES;
  }

  /**
   * The slot of this key, valid until another key is added. Where {@link #size} has grown, the key
   * is new, and its number 0.
   */
  int slotOf(Slice key) {
    byte[] bytes = key.array();
    int from = key.offset();
    int length = key.length();
    if (length <= SHORT) {
      long mark = shortMark(bytes, from, length);
      return slotOfShort(hashOfShort(mark), mark);
    }
    long hash = hashOfLong(bytes, from, length);
    return slotOfLong(hash, longMark(hash), bytes, from, length);
  }

  private int slotOfShort(long hash, long mark) {
    int mask = slots.length - 1;
    int slot = firstSlot(hash);
    while (true) {
      long there = slots[slot];
      if (there == mark) {
        return slot;
      }
      if (there == 0) {
        int added = slotForOneMore(slot, hash);
        slots[added] = mark;
        return added;
      }
      slot = (slot + SLOT) & mask;
    }
  }

  private int slotOfLong(long hash, long mark, byte[] bytes, int from, int length) {
    int mask = slots.length - 1;
    int slot = firstSlot(hash);
    while (true) {
      long there = slots[slot];
      if (mayBe(there, mark) && isAt(there & PLACE_MASK, bytes, from, length)) {
        return slot;
      }
      if (there == 0) {
        int added = slotForOneMore(slot, hash);
        slots[added] = mark | copy(bytes, from, length);
        return added;
      }
      slot = (slot + SLOT) & mask;
    }
  }

  /** Asks for a key, besides those that were asked for before. */
  void ask(Slice key) {
    byte[] bytes = key.array();
    int from = key.offset();
    int length = key.length();
    if (length <= SHORT) {
      long mark = shortMark(bytes, from, length);
      askedHashes[asked] = hashOfShort(mark);
      askedMarks[asked] = mark;
    } else {
      long hash = hashOfLong(bytes, from, length);
      askedHashes[asked] = hash;
      askedMarks[asked] = longMark(hash);
      if (askedBytes.length - askedUsed < length) {
        askedBytes = Arrays.copyOf(askedBytes, Math.addExact(2 * askedUsed, length));
      }
      System.arraycopy(bytes, from, askedBytes, askedUsed, length);
      askedFrom[asked] = askedUsed;
      askedLengths[asked] = length;
      askedUsed += length;
    }
    asked++;
  }

  /** How many keys were asked for and not yet forgotten. */
  int asked() {
    return asked;
  }

  /** Bytes of keys that were asked for and not yet forgotten. */
  int askedBytes() {
    return askedUsed;
  }

  /** Fetches the slots, and the bytes of longer keys, so that no read waits for another. */
  void fetch() {
    long sum = 0;
    for (int i = 0; i < asked; i++) {
      sum += slots[firstSlot(askedHashes[i])];
    }
    for (int i = 0; i < asked; i++) {
      long mark = askedMarks[i];
      if (mark < 0) {
        long there = slots[firstSlot(askedHashes[i])];
        if (mayBe(there, mark)) {
          sum += chunk(there & PLACE_MASK)[offset(there & PLACE_MASK)];
        }
      }
    }
    seen = sum;
  }

  /** As {@link #slotOf}, of a key that was asked for. */
  int slotOfAsked(int index) {
    long mark = askedMarks[index];
    return mark >= 0
        ? slotOfShort(askedHashes[index], mark)
        : slotOfLong(askedHashes[index], mark, askedBytes, askedFrom[index], askedLengths[index]);
  }

  /** Forgets the keys that were asked for. Called when every one of them has been looked up. */
  void forget() {
    asked = 0;
    askedUsed = 0;
  }

  long number(int slot) {
    return slots[slot + NUMBER];
  }

  void number(int slot, long number) {
    slots[slot + NUMBER] = number;
  }

  // --- marks and hashes

  private static long shortMark(byte[] bytes, int from, int length) {
    return word(bytes, from, length) | (length + 1L) << LENGTH_SHIFT;
  }

  private static int shortLength(long mark) {
    return (int) (mark >>> LENGTH_SHIFT) - 1;
  }

  /** The mark of a key that is not stored yet. */
  private static long longMark(long hash) {
    return Long.MIN_VALUE | (hash >>> 1 & ~PLACE_MASK);
  }

  /**
   * Whether the mark there is that of a longer key with this hash; the places of the two are not
   * compared.
   */
  private static boolean mayBe(long there, long longMark) {
    return (there ^ longMark) >>> PLACE_BITS == 0;
  }

  /** The hash of a stored key, as far as it is needed to find a slot. */
  private long hashOf(long mark) {
    return mark >= 0 ? hashOfShort(mark) : (mark & ~PLACE_MASK) << 1;
  }

  private long hashOfShort(long mark) {
    return mixed(mark) * ODD;
  }

  private long hashOfLong(byte[] bytes, int from, int length) {
    long hash = length * ODD;
    for (int at = 0; at < length; at += Long.BYTES) {
      hash = mixed(hash ^ word(bytes, from + at, length - at));
    }
    return hash * ODD;
  }

  /**
   * Hashes a number. Two different numbers get the same hash for few seeds only, even if an
   * attacker chose them: each half is in one factor of a product, added to a part of the seed that
   * only this table knows.
   */
  private long mixed(long word) {
    long product = ((word & LOW) + (seed & LOW)) * ((word >>> 32) + (seed >>> 32)) + otherSeed;
    return product ^ (product >>> 32);
  }

  /** Up to eight bytes as one number, the first one lowest; zeros in place of those missing. */
  private static long word(byte[] bytes, int from, int length) {
    if (from + Long.BYTES <= bytes.length) {
      long word = (long) WORDS.get(bytes, from);
      if (length >= Long.BYTES) {
        return word;
      }
      return word & ((1L << (Byte.SIZE * length)) - 1);
    }
    long word = 0;
    for (int i = Math.min(length, Long.BYTES) - 1; i >= 0; i--) {
      word = (word << Byte.SIZE) | (bytes[from + i] & 0xFF);
    }
    return word;
  }

  // --- slots

  private int firstSlot(long hash) {
    return SLOT * (int) (hash >>> shift);
  }

  /** A slot for one more key: the free one that was found, unless the table must grow first. */
  private int slotForOneMore(int found, long hash) {
    int slot = found;
    if (size >= slots.length / SLOT / 4 * 3) {
      grow();
      slot = freeSlot(hash);
    }
    size++;
    return slot;
  }

  private int freeSlot(long hash) {
    int mask = slots.length - 1;
    int slot = firstSlot(hash);
    while (slots[slot] != 0) {
      slot = (slot + SLOT) & mask;
    }
    return slot;
  }

  private void grow() {
    if (slots.length == SLOT * MOST_SLOTS) {
      throw new IllegalStateException(
          size + " keys are in memory, as many as are possible: allow less memory for a fold");
    }
    long[] before = slots;
    slots = new long[2 * before.length];
    shift--;
    for (int from = 0; from < before.length; from += SLOT) {
      long mark = before[from];
      if (mark != 0) {
        int slot = freeSlot(hashOf(mark));
        slots[slot] = mark;
        slots[slot + NUMBER] = before[from + NUMBER];
      }
    }
  }

  void clear() {
    chunks = new byte[16][];
    chunkCount = 0;
    used = 0;
    longBytes = 0;
    size = 0;
    slots = new long[SLOT * FEWEST_SLOTS];
    shift = shiftFor(FEWEST_SLOTS);
  }

  // --- longer keys

  private byte[] chunk(long place) {
    return chunks[(int) (place >>> CHUNK_BITS)];
  }

  /** Where in its chunk a longer key's length is; its bytes follow. */
  private static int offset(long place) {
    return UNIT * ((int) place & CHUNK_MASK);
  }

  private static int lengthAt(byte[] chunk, int offset) {
    return (int) INTS.get(chunk, offset);
  }

  private boolean isAt(long place, byte[] bytes, int from, int length) {
    byte[] chunk = chunk(place);
    int offset = offset(place);
    int first = offset + Integer.BYTES;
    return lengthAt(chunk, offset) == length
        && Arrays.equals(chunk, first, first + length, bytes, from, from + length);
  }

  /** Stores a longer key and returns its place. */
  private long copy(byte[] bytes, int from, int length) {
    long needed = (Integer.BYTES + (long) length + UNIT - 1) / UNIT * UNIT;
    if (chunkCount == 0 || CHUNK_BYTES - used < needed) {
      if (chunkCount == chunks.length) {
        chunks = Arrays.copyOf(chunks, 2 * chunkCount);
      }
      chunks[chunkCount++] = new byte[Math.toIntExact(Math.max(CHUNK_BYTES, needed))];
      used = 0;
    }
    long place = (long) (chunkCount - 1) << CHUNK_BITS | used / UNIT;
    byte[] chunk = chunk(place);
    INTS.set(chunk, used, length);
    System.arraycopy(bytes, from, chunk, used + Integer.BYTES, length);
    used = Math.toIntExact(used + needed);
    longBytes += needed;
    return place;
  }

  // --- all keys

  /** All keys, in any order. Nothing may be added while it is in use. */
  KeyCursor keys() {
    return new KeyCursor(false);
  }

  /** All keys in ascending order. Nothing may be added while it is in use. */
  KeyCursor sorted() {
    return new KeyCursor(true);
  }

  /** Keys one after another. */
  final class KeyCursor {
    /** The slot of each key, below its first four bytes if they are sorted. */
    private final long[] order = new long[size];

    private int next;

    private KeyCursor(boolean sorted) {
      int key = 0;
      for (int slot = 0; slot < slots.length; slot += SLOT) {
        if (slots[slot] != 0) {
          order[key++] = sorted ? ((rank(slot) & ~LOW) ^ Long.MIN_VALUE) | slot : slot;
        }
      }
      if (sorted) {
        sort();
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

    /** Shows the next key, until the one after it, and returns its slot. */
    int next(Slice into) {
      int slot = (int) order[next++];
      long mark = slots[slot];
      if (mark >= 0) {
        WORDS.set(shown, 0, mark);
        into.set(shown, 0, shortLength(mark));
      } else {
        long place = mark & PLACE_MASK;
        byte[] chunk = chunk(place);
        int offset = offset(place);
        into.set(chunk, offset + Integer.BYTES, lengthAt(chunk, offset));
      }
      return slot;
    }

    /** A key's first eight bytes as a number, the first one highest, zeros after a shorter one. */
    private long rank(int slot) {
      long mark = slots[slot];
      if (mark >= 0) {
        return Long.reverseBytes(mark) & -1L << Byte.SIZE;
      }
      long place = mark & PLACE_MASK;
      return Long.reverseBytes((long) WORDS.get(chunk(place), offset(place) + Integer.BYTES));
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
      int byRank = Long.compareUnsigned(rank(a), rank(b));
      if (byRank != 0) {
        return byRank;
      }
      long left = slots[a];
      long right = slots[b];
      if (left >= 0 || right >= 0) {
        // One of the keys is a prefix of the other. Compared without sign, the mark of a longer
        // key is always the larger one.
        return Long.compareUnsigned(left >>> LENGTH_SHIFT, right >>> LENGTH_SHIFT);
      }
      return compareBytes(left & PLACE_MASK, right & PLACE_MASK);
    }

    private int compareBytes(long left, long right) {
      int from = offset(left) + Integer.BYTES;
      int otherFrom = offset(right) + Integer.BYTES;
      return Arrays.compareUnsigned(
          chunk(left),
          from,
          from + lengthAt(chunk(left), offset(left)),
          chunk(right),
          otherFrom,
          otherFrom + lengthAt(chunk(right), offset(right)));
    }
  }
}
