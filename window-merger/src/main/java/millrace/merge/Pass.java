package millrace.merge;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import millrace.aggregate.Aggregate;
import millrace.aggregate.Cell;
import millrace.aggregate.Codec;

/**
 * One walk over many sources, in the order of their keys, that makes many reports.
 *
 * <p>A key costs what its changes cost: it is combined once for every target that a source which
 * holds it is added to, and the targets that build on those see the same state. Of them only the
 * sinks whose {@link RowConsumer#bar} it clears are called. So a thousand cumulative top-N reports
 * that build on one another cost about as much as one, plus the rows that enter them.
 *
 * <p>It holds one pair per source that is open, one state per source that holds the key, and what
 * the sinks hold; nothing grows with the number of keys. States of equal keys are combined in the
 * order of the sources.
 *
 * @param <S> the state
 */
public final class Pass<S> {
  /** The most sources that are open at once, unless told otherwise. */
  public static final int FAN_IN = 64;

  private final Aggregate<?, S, List<Cell>> aggregate;
  private final Spill spill;
  private final int fanIn;

  /** A pass with {@value #FAN_IN} sources open at once. */
  public Pass(Aggregate<?, S, List<Cell>> aggregate, Spill spill) {
    this(aggregate, spill, FAN_IN);
  }

  /**
   * A pass that keeps few files open.
   *
   * @param spill where sources are written together, uncombined, when there are too many of them
   * @param fanIn the most sources or spilled streams that are open at once, at least two
   */
  public Pass(Aggregate<?, S, List<Cell>> aggregate, Spill spill, int fanIn) {
    if (fanIn < 2) {
      throw new IllegalArgumentException(
          "a pass reads two sources at once or more: fan-in=" + fanIn);
    }
    this.aggregate = aggregate;
    this.spill = spill;
    this.fanIn = fanIn;
  }

  /**
   * Reads all of {@code sources} once and fills the sinks of all {@code targets}. A key whose state
   * is empty makes no row.
   *
   * @param sources the widest first, for the last ones are spilled first
   * @param targets each may build on one before it. All their sinks are in use at once: thousands
   *     of reports are better made in several passes
   * @throws IOException if a source cannot be read, is not sorted, or holds a state that is none,
   *     or if a sink throws it
   */
  public void run(List<? extends CursorSource> sources, List<PassTarget> targets)
      throws IOException {
    KeyWalk walk = new KeyWalk(sources.size(), targets);
    try (Opening opening = new Opening(spill, fanIn);
        Tagged pairs = opening.open(sources)) {
      while (pairs.next()) {
        walk.take(pairs);
      }
      walk.finishKey();
    }
  }

  /** What is known of one key while its pairs come by. */
  private final class KeyWalk {
    private final Codec<S> codec = aggregate.codec();
    private final S empty = aggregate.empty();
    private final Forest forest;
    private final Bars bars;
    private final KeyBuffer key = new KeyBuffer();

    /** The states of the key, as they came, and for a source which of them is its. */
    private final List<S> states = new ArrayList<>();

    private final int[] stateOf;

    /** Which targets change: position of the target, then source, packed so that they sort. */
    private long[] changes = new long[64];

    private int changed;

    /** Targets that have changed and reach to where we are, each inside the one below it. */
    private final Deque<ChangedState<S>> reaching = new ArrayDeque<>();

    KeyWalk(int sources, List<PassTarget> targets) {
      this.forest = new Forest(sources, targets);
      this.bars = new Bars(forest.sinks());
      this.stateOf = new int[sources];
    }

    void take(Tagged pair) throws IOException {
      if (states.isEmpty()) {
        key.set(pair.key());
      } else if (!key.view().equals(pair.key())) {
        finishKey();
        key.set(pair.key());
      }
      int source = pair.source();
      stateOf[source] = states.size();
      states.add(decode(pair));
      for (int position : forest.fedBy(source)) {
        if (changed == changes.length) {
          changes = Arrays.copyOf(changes, 2 * changed);
        }
        changes[changed++] = ((long) position << Integer.SIZE) | source;
      }
    }

    private S decode(Tagged pair) throws IOException {
      try {
        return codec.decode(pair.state());
      } catch (IllegalArgumentException e) {
        throw new IOException(
            "key %s of source %d has a state that %s cannot read: %s"
                .formatted(pair.key(), pair.source(), aggregate.id(), e.getMessage()),
            e);
      }
    }

    /** Hands the key to all targets: walks over the positions, from change to change. */
    void finishKey() throws IOException {
      Arrays.sort(changes, 0, changed);
      int at = 0;
      int next = 0;
      while (next < changed) {
        int position = (int) (changes[next] >>> Integer.SIZE);
        at = leave(at, position);
        ChangedState<S> enclosing = reaching.peek();
        S state;
        if (enclosing == null) {
          state = stateOf(changes[next++]);
        } else {
          offer(at, position, enclosing.state());
          state = enclosing.state();
        }
        while (next < changed && changes[next] >>> Integer.SIZE == position) {
          state = aggregate.combine(state, stateOf(changes[next++]));
        }
        reaching.push(new ChangedState<>(forest.end(position), state));
        at = position;
      }
      leave(at, Integer.MAX_VALUE);
      states.clear();
      changed = 0;
    }

    private S stateOf(long change) {
      return states.get(stateOf[(int) change]);
    }

    /**
     * Closes the targets that end at or before {@code position}; returns from where on nothing has
     * been offered yet.
     */
    private int leave(int from, int position) throws IOException {
      int at = from;
      while (!reaching.isEmpty() && reaching.element().end() <= position) {
        ChangedState<S> over = reaching.remove();
        offer(at, over.end(), over.state());
        at = over.end();
      }
      return at;
    }

    private void offer(int from, int to, S state) throws IOException {
      if (from < to && !state.equals(empty)) {
        bars.offer(from, to, key.view(), aggregate.present(state));
      }
    }
  }

  /**
   * A target that holds the key in a state of its own, which those up to {@code end} share unless
   * they change it.
   */
  private record ChangedState<S>(int end, S state) {}
}
