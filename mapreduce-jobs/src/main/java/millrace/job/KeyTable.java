package millrace.job;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import millrace.aggregate.Slice;

/**
 * A hash table from keys to values that is probed with bytes lying anywhere, allocates nothing for
 * a key it knows, and copies a new one. Entries are numbered from 0 in the order they came. The
 * hash has a random seed, so no input can be made to collide.
 *
 * @param <V> the value
 */
final class KeyTable<V> {
  private static final int CHUNK = 1 << 16;
  private static final int FEWEST_SLOTS = 1 << 10;

  /**
   * Bytes per entry besides key and value: its place, length, hash and reference, and two to four
   * slots.
   */
  private static final int ENTRY_BYTES = 8 + 4 + 4 + 4 + 12;

  private final HashFunction hash = Hashing.murmur3_32_fixed(ThreadLocalRandom.current().nextInt());
  private final List<byte[]> chunks = new ArrayList<>();
  private final Slice found = new Slice();
  private int used;
  private long keyBytes;

  private int size;

  /** Where a key's bytes are: the chunk in the upper half, the offset in the lower. */
  private long[] places = new long[FEWEST_SLOTS / 2];

  private int[] lengths = new int[FEWEST_SLOTS / 2];
  private int[] hashes = new int[FEWEST_SLOTS / 2];
  private Object[] values = new Object[FEWEST_SLOTS / 2];

  /** Number of an entry plus one; 0 is free. */
  private int[] slots = new int[FEWEST_SLOTS];

  int size() {
    return size;
  }

  /** About how many bytes keys and table take, without the values. */
  long memory() {
    return keyBytes + (long) size * ENTRY_BYTES;
  }

  /** The number of the entry with this key; -1 if there is none. */
  int find(Slice key) {
    return slots[slotOf(key, hash(key))] - 1;
  }

  /** Adds a key that is not there, copied, and returns its number. */
  int add(Slice key, V value) {
    if (size == values.length) {
      grow();
    }
    int hash = hash(key);
    int entry = size++;
    slots[slotOf(key, hash)] = entry + 1;
    places[entry] = copy(key);
    lengths[entry] = key.length();
    hashes[entry] = hash;
    values[entry] = value;
    return entry;
  }

  @SuppressWarnings("unchecked") // only add and set write values, and what they write is a V
  V value(int entry) {
    return (V) values[entry];
  }

  void set(int entry, V value) {
    values[entry] = value;
  }

  /** Shows the key of an entry. */
  void show(int entry, Slice into) {
    into.set(chunks.get((int) (places[entry] >>> 32)), (int) places[entry], lengths[entry]);
  }

  void clear() {
    chunks.clear();
    used = 0;
    keyBytes = 0;
    size = 0;
    places = new long[FEWEST_SLOTS / 2];
    lengths = new int[FEWEST_SLOTS / 2];
    hashes = new int[FEWEST_SLOTS / 2];
    values = new Object[FEWEST_SLOTS / 2];
    slots = new int[FEWEST_SLOTS];
  }

  /** The numbers of all entries in ascending order of their keys. */
  int[] sorted() {
    int[] from = new int[size];
    for (int i = 0; i < size; i++) {
      from[i] = i;
    }
    int[] to = new int[size];
    Slice left = new Slice();
    Slice right = new Slice();
    for (int width = 1; width < size && width > 0; width *= 2) {
      for (int start = 0; start < size; start += 2 * width) {
        int middle = Math.min(start + width, size);
        int end = Math.min(middle + width, size);
        int a = start;
        int b = middle;
        for (int i = start; i < end; i++) {
          to[i] =
              b == end || (a < middle && compare(from[a], from[b], left, right) <= 0)
                  ? from[a++]
                  : from[b++];
        }
      }
      int[] swapped = from;
      from = to;
      to = swapped;
    }
    return from;
  }

  private int compare(int a, int b, Slice left, Slice right) {
    show(a, left);
    show(b, right);
    return left.compareTo(right);
  }

  private int hash(Slice key) {
    return hash.hashBytes(key.array(), key.offset(), key.length()).asInt();
  }

  /** The slot of this key, or the free one where it belongs. */
  private int slotOf(Slice key, int hash) {
    int mask = slots.length - 1;
    int slot = hash & mask;
    while (slots[slot] != 0 && !isAt(slots[slot] - 1, key, hash)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private boolean isAt(int entry, Slice key, int hash) {
    if (hashes[entry] != hash || lengths[entry] != key.length()) {
      return false;
    }
    show(entry, found);
    return found.equals(key);
  }

  private long copy(Slice key) {
    if (chunks.isEmpty() || chunks.get(chunks.size() - 1).length - used < key.length()) {
      chunks.add(new byte[Math.max(CHUNK, key.length())]);
      used = 0;
    }
    int chunk = chunks.size() - 1;
    System.arraycopy(key.array(), key.offset(), chunks.get(chunk), used, key.length());
    long place = ((long) chunk << 32) | used;
    used += key.length();
    keyBytes += key.length();
    return place;
  }

  private void grow() {
    int capacity = 2 * values.length;
    places = Arrays.copyOf(places, capacity);
    lengths = Arrays.copyOf(lengths, capacity);
    hashes = Arrays.copyOf(hashes, capacity);
    values = Arrays.copyOf(values, capacity);
    slots = new int[2 * capacity];
    int mask = slots.length - 1;
    for (int entry = 0; entry < size; entry++) {
      int slot = hashes[entry] & mask;
      while (slots[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      slots[slot] = entry + 1;
    }
  }
}
