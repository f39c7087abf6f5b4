package millrace.run;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import millrace.aggregate.Slice;

/**
 * The pairs of many sorted cursors in the order of their keys, by a tournament in which every inner
 * node keeps the cursor that lost there. It also keeps how many bytes the loser's key has in common
 * with that of the cursor it lost to. When that cursor moves on, its new key meets just those
 * losers. All of them were compared to the key before, and the one that has more bytes in common
 * with it comes first. Only if two have equally many are bytes compared, from there on. So a byte
 * is seldom compared twice, however long the common prefixes of keys are.
 *
 * <p>After W. Ng, K. Kakehi, "Merging String Sequences by Longest Common Prefixes" (IPSJ Digital
 * Courier 4, 2008), and T. Bingmann, A. Eberle, P. Sanders, "Engineering Parallel String Sorting"
 * (Algorithmica 77, 2017), section on multiway merging.
 *
 * @param <C> the cursors
 */
public final class LoserTree<C extends Cursor> {
  private static final int OVER = -1;

  private final List<C> cursors;
  private final Function<C, String> nameOf;

  /** The keys of the cursors; a cursor that is over keeps its last one. */
  private final Slice[] keys;

  /**
   * How many bytes a key has in common: a loser's with that of the cursor it lost to, the winner's
   * with the key before it; {@link #OVER} for a cursor that is over, so that it loses to all
   * others.
   */
  private final int[] common;

  /**
   * Which cursor lost at each inner node, from the root at 1; the children of node n are 2n and 2n
   * + 1.
   */
  private final int[] losers;

  private int winner;
  private boolean begun;
  private boolean repeated;
  private byte[] last = new byte[64];
  private int lastLength;
  private final Slice key = new Slice();

  /**
   * A tree over cursors that have not been moved; they stay the caller's to close.
   *
   * @param nameOf how messages call a cursor
   */
  public LoserTree(List<? extends C> cursors, Function<C, String> nameOf) {
    this.cursors = List.copyOf(cursors);
    this.nameOf = nameOf;
    this.keys = new Slice[cursors.size()];
    this.common = new int[cursors.size()];
    this.losers = new int[cursors.size()];
  }

  /**
   * Moves to the next pair; false at the end. A key that several cursors have comes once for each
   * of them.
   *
   * @throws IOException if a cursor fails, or if its keys do not ascend: the order would be wrong
   *     without anyone noticing
   */
  public boolean next() throws IOException {
    boolean first = !begun;
    if (begun) {
      if (isOver()) {
        return false;
      }
      advance(winner);
      replay();
    } else {
      begun = true;
      for (int i = 0; i < keys.length; i++) {
        advance(i);
      }
      winner = keys.length == 0 ? 0 : play(1);
    }
    if (isOver()) {
      return false;
    }
    repeated = !first && isLast(winner);
    keep();
    return true;
  }

  /** Whether the key of a cursor is the last that was shown. */
  private boolean isLast(int cursor) {
    return common[cursor] == lastLength && keys[cursor].length() == lastLength;
  }

  private boolean isOver() {
    return keys.length == 0 || common[winner] == OVER;
  }

  /** The cursor that shows the pair. */
  public C first() {
    return cursors.get(winner);
  }

  /** The pair's key, in bytes of this object's own; it stands until the next pair. */
  public Slice key() {
    return key;
  }

  /** Whether the key is that of the pair before. */
  public boolean isRepeated() {
    return repeated;
  }

  /** Whether another cursor shows the same key, so that it comes next. */
  public boolean isTied() {
    for (int node = (winner + keys.length) >> 1; node > 0; node >>= 1) {
      if (isLast(losers[node])) {
        return true;
      }
    }
    return false;
  }

  /** Moves a cursor, and compares its key to the last that was shown. */
  private void advance(int mover) throws IOException {
    if (!cursors.get(mover).next()) {
      common[mover] = OVER;
      return;
    }
    Slice to = cursors.get(mover).key();
    keys[mover] = to;
    int equal = mismatch(0, last, 0, lastLength, to);
    if (equal < lastLength
        && (equal == to.length() || (to.at(equal) & 0xff) < (last[equal] & 0xff))) {
      throw new IOException(
          "%s is not sorted: key %s comes after %s"
              .formatted(nameOf.apply(cursors.get(mover)), to, key));
    }
    common[mover] = equal;
  }

  /** How many bytes are equal, of which so many are known to be. */
  private static int mismatch(int known, byte[] array, int offset, int length, Slice other) {
    int equal =
        Arrays.mismatch(
            array,
            offset + known,
            offset + length,
            other.array(),
            other.offset() + known,
            other.offset() + other.length());
    return equal < 0 ? length : known + equal;
  }

  /** Plays the matches below a node; returns the cursor that won. */
  private int play(int node) {
    if (node >= keys.length) {
      return node - keys.length;
    }
    int left = play(2 * node);
    int right = play(2 * node + 1);
    boolean after = isAfter(left, right);
    losers[node] = after ? left : right;
    return after ? right : left;
  }

  /** Plays the matches of the last winner again, now that it has moved on. */
  private void replay() {
    int first = winner;
    for (int node = (winner + keys.length) >> 1; node > 0; node >>= 1) {
      int other = losers[node];
      if (isAfter(first, other)) {
        losers[node] = first;
        first = other;
      }
    }
    winner = first;
  }

  /**
   * Whether {@code a} comes after {@code b}. Notes for the later one how many bytes both have in
   * common.
   */
  private boolean isAfter(int a, int b) {
    int known = common[a];
    if (known != common[b]) {
      return known < common[b];
    }
    if (known == OVER) {
      return false;
    }
    Slice left = keys[a];
    Slice right = keys[b];
    int equal = mismatch(known, left.array(), left.offset(), left.length(), right);
    boolean after =
        equal < left.length()
            && (equal == right.length() || (left.at(equal) & 0xff) > (right.at(equal) & 0xff));
    common[after ? a : b] = equal;
    return after;
  }

  /** Keeps the winner's key; the bytes it has in common with the last are there. */
  private void keep() {
    Slice first = keys[winner];
    int length = first.length();
    if (last.length < length) {
      last = Arrays.copyOf(last, Math.max(length, 2 * last.length));
    }
    int known = common[winner];
    System.arraycopy(first.array(), first.offset() + known, last, known, length - known);
    lastLength = length;
    key.set(last, 0, length);
  }
}
