package millrace.run;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import millrace.aggregate.Aggregate;
import millrace.aggregate.ByteString;
import millrace.aggregate.Cell;
import millrace.aggregate.Slice;

/**
 * The entries of a part that rank first, while the part is written: those with the greatest first
 * cell, ties by key. A top-N over many runs looks at their heads before anything else.
 *
 * @param <S> the state
 */
final class Head<S> {
  /** How many refused states are remembered, a power of two. */
  private static final int REFUSED = 1 << 10;

  private final Aggregate<?, S, List<Cell>> aggregate;
  private final PriorityQueue<RankedEntry> kept = new PriorityQueue<>(Head::worstFirst);
  private final long[] refused = new long[REFUSED];
  private int most;
  private long bytes;

  /**
   * The head of a part while there is nothing in it.
   *
   * @param entries the part will have no more than this
   */
  Head(Aggregate<?, S, List<Cell>> aggregate, long entries) {
    this.aggregate = aggregate;
    this.most = (int) Math.min(RunFormat.HEAD_MOST, share(entries));
  }

  /** How large the head of so many entries is. */
  private static long share(long entries) {
    return Math.max(RunFormat.HEAD_LEAST, entries / RunFormat.HEAD_SHARE);
  }

  private static int worstFirst(RankedEntry a, RankedEntry b) {
    int order = a.rank().compareTo(b.rank());
    return order != 0 ? order : b.key().compareTo(a.key());
  }

  /** An entry that was kept. */
  record RankedEntry(Cell rank, ByteString key, ByteString state) {
    int bytes() {
      return key.length() + state.length();
    }
  }

  /** Takes the next entry. Keys ascend, so of two equal ranks the later one is worse. */
  void offer(Slice key, Slice state) {
    long packed = packed(state);
    int slot = (int) ((packed * 0x9e3779b97f4a7c15L) >>> 32) & (REFUSED - 1);
    if (packed != 0 && refused[slot] == packed) {
      return;
    }
    Cell rank = aggregate.present(aggregate.codec().decode(state)).get(0);
    if (kept.size() == most && rank.compareTo(kept.element().rank()) <= 0) {
      // What was refused once stays refused, for the worst entry that is kept only gets better.
      refused[slot] = packed;
      return;
    }
    RankedEntry entry = new RankedEntry(rank, ByteString.copyOf(key), ByteString.copyOf(state));
    kept.add(entry);
    bytes += entry.bytes();
    if (kept.size() > most) {
      dropWorst();
    }
    while (bytes > RunFormat.HEAD_BYTES && kept.size() > 1) {
      dropWorst();
      most = kept.size(); // a worse entry must not be kept where a better one was dropped
    }
  }

  /** A short state and its length as one number; 0 for a longer one. */
  private static long packed(Slice state) {
    if (state.length() >= Long.BYTES) {
      return 0;
    }
    long packed = state.length() + 1L;
    for (int i = 0; i < state.length(); i++) {
      packed = (packed << Byte.SIZE) | (state.at(i) & 0xff);
    }
    return packed;
  }

  private void dropWorst() {
    bytes -= kept.remove().bytes();
  }

  /**
   * The head of a part with so many entries, worst first; there is at least one that is not in it.
   */
  List<RankedEntry> of(long entries) {
    while (kept.size() > Math.min(share(entries), entries - 1)) {
      dropWorst();
    }
    List<RankedEntry> worstFirst = new ArrayList<>(kept);
    worstFirst.sort(Head::worstFirst);
    return worstFirst;
  }
}
