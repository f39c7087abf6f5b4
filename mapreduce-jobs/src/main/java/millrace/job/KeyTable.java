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
 * Keys, each with a number. Asked with bytes lying anywhere, it allocates nothing for a key it
 * knows, and copies a new one. The hash has a random seed, so no input can be made to collide.
 *
 * <p>What takes time is waiting for memory. So all that is known of a key lies in one place, its
 * slot, but for the bytes after the eighth; and some keys can be asked for together, so that their
 * slots come at the same time and not one after the other.
 */
final class KeyTable {
  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int CHUNK = 1 << 16;
  private static final int FEWEST_SLOTS = 1 << 10;

  /** So many keys can be asked for together. */
  static final int TOGETHER = 64;

  // A slot is four longs.

  /** 32 bits of the key's hash, and one more than its length; 0 where there is no key. */
  private static final int TAG = 0;

  /** The first eight bytes of the key, the first one lowest, zeros after a shorter one. */
  private static final int HEAD = 1;

  /** Where a key of more than that is: the chunk in the upper half, the offset in the lower. */
  private static final int PLACE = 2;

  /** The number that its owner gives it. */
  private static final int NUMBER = 3;

  private static final int SLOT = 4;

  private static final int HEAD_BYTES = Long.BYTES;
  private static final int MOST_SLOTS = 1 << 28;
  private static final long LOW = 0xFFFF_FFFFL;
  private static final long ODD = 0x9E37_79B9_7F4A_7C15L;

  /** There are at least 4/3 and at most 8/3 slots for a key. */
  private static final int KEY_BYTES = 62;

  private final long seed = ThreadLocalRandom.current().nextLong();
  private final long otherSeed = ThreadLocalRandom.current().nextLong();
  private final byte[] shown = new byte[HEAD_BYTES];
  private final List<byte[]> chunks = new ArrayList<>();
  private int used;
  private long keyBytes;

  private int size;
  private long[] slots = new long[SLOT * FEWEST_SLOTS];
  private int shift = shiftFor(FEWEST_SLOTS);

  // The keys that are asked for together, and the bytes of the longer ones.
  private final long[] askedTags = new long[TOGETHER];
  private final long[] askedHeads = new long[TOGETHER];
  private final int[] askedFrom = new int[TOGETHER];
  private byte[] askedBytes = new byte[1 << 10];
  private int asked;
  private int askedUsed;

  /** Of no meaning; but what is written here had to be read. */
  @SuppressWarnings("UnusedVariable")
  private long seen;

  private static int shiftFor(int slots) {
    return Long.SIZE - Integer.numberOfTrailingZeros(slots);
  }

  int size() {
    return size;
  }

  /** About how many bytes keys and table take, those asked for as if they were new. */
  long memory() {
    return keyBytes + askedUsed + (long) (size + asked) * KEY_BYTES;
  }

  /**
   * The slot of this key, valid until another key is added. Where {@link #size} has grown, the key
   * is new, and its number 0.
   */
  int slotOf(Slice key) {
    long head = word(key.array(), key.offset(), key.length());
    long tag = tag(key.array(), key.offset(), key.length(), head);
    return slotOf(tag, head, key.array(), key.offset());
  }

  private int slotOf(long tag, long head, byte[] bytes, int from) {
    int mask = slots.length - 1;
    int slot = SLOT * (int) (tag >>> shift);
    while (true) {
      long there = slots[slot + TAG];
      if (there == tag) {
        int length = length(tag);
        if (slots[slot + HEAD] == head
            && (length <= HEAD_BYTES || isAt(slot, bytes, from, length))) {
          return slot;
        }
      } else if (there == 0) {
        return add(slot, tag, head, bytes, from);
      }
      slot = (slot + SLOT) & mask;
    }
  }

  /** Asks for a key; it is the next of those that are asked for together. */
  void ask(Slice key) {
    int length = key.length();
    long head = word(key.array(), key.offset(), length);
    askedTags[asked] = tag(key.array(), key.offset(), length, head);
    askedHeads[asked] = head;
    if (length > HEAD_BYTES) {
      if (askedBytes.length - askedUsed < length) {
        askedBytes = Arrays.copyOf(askedBytes, Math.addExact(2 * askedUsed, length));
      }
      System.arraycopy(key.array(), key.offset(), askedBytes, askedUsed, length);
      askedFrom[asked] = askedUsed;
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

  /** Makes the slots come: no one of these reads has to wait for another. */
  void fetch() {
    long sum = 0;
    for (int i = 0; i < asked; i++) {
      int slot = SLOT * (int) (askedTags[i] >>> shift);
      sum += slots[slot + TAG] + slots[slot + NUMBER]; // half of the slots lie in two cache lines
    }
    seen = sum;
  }

  /** As {@link #slotOf}, of a key that was asked for. */
  int slotOfAsked(int index) {
    return slotOf(askedTags[index], askedHeads[index], askedBytes, askedFrom[index]);
  }

  /** Whoever asked has his answers. */
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

  private static int length(long tag) {
    return (int) tag - 1;
  }

  private int length(int slot) {
    return length(slots[slot + TAG]);
  }

  /** Up to eight bytes as one number, the first one lowest; zeros in place of those missing. */
  private static long word(byte[] bytes, int from, int length) {
    if (from + HEAD_BYTES <= bytes.length) {
      long word = (long) WORDS.get(bytes, from);
      if (length >= HEAD_BYTES) {
        return word;
      }
      return word & ((1L << (Byte.SIZE * length)) - 1);
    }
    long word = 0;
    for (int i = Math.min(length, HEAD_BYTES) - 1; i >= 0; i--) {
      word = (word << Byte.SIZE) | (bytes[from + i] & 0xFF);
    }
    return word;
  }

  private long tag(byte[] bytes, int from, int length, long head) {
    long hash = mixed(head + length * ODD);
    for (int at = HEAD_BYTES; at < length; at += HEAD_BYTES) {
      hash = mixed(hash ^ word(bytes, from + at, length - at));
    }
    return ((hash * ODD) & ~LOW) | (length + 1);
  }

  /**
   * Two different numbers become the same one for few seeds, whoever chose them: each half is in
   * one factor of a product, and nobody else knows with what it was added up.
   */
  private long mixed(long word) {
    long product = ((word & LOW) + (seed & LOW)) * ((word >>> 32) + (seed >>> 32)) + otherSeed;
    return product ^ (product >>> 32);
  }

  private boolean isAt(int slot, byte[] bytes, int from, int length) {
    int place = (int) slots[slot + PLACE];
    return Arrays.equals(chunk(slot), place, place + length, bytes, from, from + length);
  }

  /** Where the bytes of a longer key are. */
  private byte[] chunk(int slot) {
    return chunks.get((int) (slots[slot + PLACE] >>> 32));
  }

  private int add(int free, long tag, long head, byte[] bytes, int from) {
    int slot = free;
    if (size >= slots.length / SLOT / 4 * 3) {
      grow();
      slot = freeSlot(tag);
    }
    size++;
    slots[slot + TAG] = tag;
    slots[slot + HEAD] = head;
    if (length(tag) > HEAD_BYTES) {
      slots[slot + PLACE] = copy(bytes, from, length(tag));
    }
    return slot;
  }

  private int freeSlot(long tag) {
    int mask = slots.length - 1;
    int slot = SLOT * (int) (tag >>> shift);
    while (slots[slot + TAG] != 0) {
      slot = (slot + SLOT) & mask;
    }
    return slot;
  }

  private long copy(byte[] bytes, int from, int length) {
    if (chunks.isEmpty() || chunks.get(chunks.size() - 1).length - used < length) {
      chunks.add(new byte[Math.max(CHUNK, length)]);
      used = 0;
    }
    int chunk = chunks.size() - 1;
    System.arraycopy(bytes, from, chunks.get(chunk), used, length);
    long place = ((long) chunk << 32) | used;
    used += length;
    keyBytes += length;
    return place;
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
      if (before[from + TAG] != 0) {
        System.arraycopy(before, from, slots, freeSlot(before[from + TAG]), SLOT);
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
        if (slots[slot + TAG] != 0) {
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

    /** Shows the next key, until the one after it, and returns its slot. */
    int next(Slice into) {
      int slot = (int) order[next++];
      int length = length(slot);
      if (length <= HEAD_BYTES) {
        WORDS.set(shown, 0, slots[slot + HEAD]);
        into.set(shown, 0, length);
      } else {
        into.set(chunk(slot), (int) slots[slot + PLACE], length);
      }
      return slot;
    }

    /** A key's first bytes as a number, the first one highest. */
    private long rank(int slot) {
      return Long.reverseBytes(slots[slot + HEAD]);
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
      if (slots[a + HEAD] != slots[b + HEAD]) {
        return Long.compareUnsigned(rank(a), rank(b));
      }
      if (length(a) <= HEAD_BYTES || length(b) <= HEAD_BYTES) {
        return Integer.compare(length(a), length(b)); // the shorter begins the longer
      }
      int left = (int) slots[a + PLACE];
      int right = (int) slots[b + PLACE];
      return Arrays.compareUnsigned(
          chunk(a), left, left + length(a), chunk(b), right, right + length(b));
    }
  }
}
