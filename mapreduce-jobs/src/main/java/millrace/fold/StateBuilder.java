package millrace.fold;

import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import millrace.aggregate.Slice;
import millrace.fold.FoldPiece.Timeliness;
import millrace.job.Emitter;
import millrace.job.Event;
import millrace.job.Job;
import millrace.run.Cursor;
import millrace.run.Tally;

/**
 * Folds records into the states of one job, and keeps count of what became of them. This is the map
 * side of every engine: what it holds may be drained at any time, and folding goes on afterwards.
 *
 * <p>What a record says about a key waits until several keys can be told at once: fetching one slot
 * of the table is slow, and fetching many takes hardly longer. The waiting events may come from
 * several records. Each is kept with the offset of its record, for the message if telling fails.
 *
 * @param <E> what one record says about a key
 * @param <S> the state kept for a key
 */
final class StateBuilder<E, S> {
  /** Bytes of longer keys that may wait to be told. */
  private static final int MOST_WAITING = 1 << 16;

  private final Job<E, S> job;
  private final States<E> states;
  private final KeyTable table = new KeyTable();
  private final FoldEmitter listener = new FoldEmitter();
  private final NavigableSet<String> rejections = new TreeSet<>();
  private final long[] offsets = new long[KeyTable.TOGETHER];
  private long offset;
  private boolean telling;
  private long folded;
  private long filtered;
  private long keyless;
  private long rejected;
  private long late;
  private Account taken = Account.NOTHING;

  private StateBuilder(Job<E, S> job) {
    this.job = job;
    this.states = States.of(job.aggregate(), table);
  }

  /** A builder for a configured job. */
  static <E, S> StateBuilder<E, S> of(Job<E, S> job) {
    return new StateBuilder<>(job);
  }

  /**
   * Takes one record. What the job or its aggregate throws about this record, or about one before
   * it, is thrown; {@link #offset} says which.
   *
   * @param offset where the record begins
   */
  void fold(Event event, Timeliness timeliness, long offset) {
    this.offset = offset;
    listener.reset();
    try {
      job.map(event, listener);
    } catch (RuntimeException | Error e) {
      UserCode.blamed(e); // or it is thrown on from here
      if (!telling) {
        settle(); // a record before this one may be the first that failed
      }
      throw e;
    }
    checkNoneFailed();
    if (listener.emitted) {
      folded++;
    } else if (listener.rejected) {
      rejected++;
    } else if (listener.filtered) {
      filtered++;
    } else {
      keyless++;
    }
    late += timeliness == Timeliness.LATE ? 1 : 0;
  }

  /** Where the record begins that {@link #fold} or {@link #settle} failed on. */
  long offset() {
    return offset;
  }

  /** How many keys are held. */
  int keys() {
    return table.size();
  }

  /** About how many bytes of memory the keys and states take. */
  long memory() {
    return table.memory() + states.memory();
  }

  /** What became of all records taken so far, drained or not. */
  Account account() {
    long records = folded + filtered + keyless + rejected;
    return taken.plus(
        new Account(
            new Tally(records, folded, filtered, keyless, rejected, late),
            List.copyOf(rejections),
            List.of()));
  }

  /** Takes over all that {@code other} was told; it holds nothing afterwards. */
  void take(StateBuilder<E, S> other) {
    other.settle();
    Slice key = new Slice();
    KeyTable.KeyCursor keys = other.table.keys();
    while (keys.hasNext()) {
      int slot = keys.next(key);
      states.hear(placeFor(key), other.states, slot);
      table.ask(key);
    }
    settle();
    taken = taken.plus(other.account());
    other.table.clear();
    other.states.clear();
  }

  /**
   * The keys and states held now, sorted, without empty states. They are let go when the cursor is
   * closed; nothing may be folded before that.
   */
  Cursor drain() {
    settle();
    return new Draining();
  }

  /** Where what is said about a key waits. */
  private int placeFor(Slice key) {
    if (table.asked() == KeyTable.TOGETHER
        || table.askedBytes() + (long) key.length() > MOST_WAITING) {
      settle();
    }
    int place = table.asked();
    offsets[place] = offset;
    return place;
  }

  /**
   * Refuses to go on after an aggregate has failed: keys that were told already must not be told
   * again.
   */
  private void checkNoneFailed() {
    if (telling) {
      throw new IllegalStateException("the job went on after its aggregate had failed");
    }
  }

  /**
   * Tells the keys everything that waits. What the aggregate throws is thrown; {@link #offset} says
   * about which record.
   */
  void settle() {
    checkNoneFailed();
    telling = true;
    table.fetch();
    int place = 0;
    try {
      for (; place < table.asked(); place++) {
        int known = table.size();
        int slot = table.slotOfAsked(place);
        if (table.size() == known) {
          states.add(slot, place);
        } else {
          states.begin(slot, place);
        }
      }
    } finally {
      if (place < table.asked()) {
        offset = offsets[place];
      }
    }
    table.forget();
    states.forget();
    telling = false;
  }

  /** Hears what the job says about one record. */
  private final class FoldEmitter implements Emitter<E> {
    private boolean emitted;
    private boolean filtered;
    private boolean rejected;

    void reset() {
      emitted = false;
      filtered = false;
      rejected = false;
    }

    @Override
    public void emit(Slice key, E event) {
      if (!key.isEmpty()) {
        emitted = true;
        states.hear(placeFor(key), event);
        table.ask(key);
      }
    }

    @Override
    public void filtered() {
      filtered = true;
    }

    @Override
    public void rejected(String reason) {
      rejected = true;
      Account.keep(rejections, reason);
    }
  }

  private final class Draining implements Cursor {
    private final KeyTable.KeyCursor keys = table.sorted();
    private final Slice key = new Slice();
    private final Slice state = new Slice();

    @Override
    public boolean next() {
      while (keys.hasNext()) {
        if (states.show(keys.next(key), state)) {
          return true;
        }
      }
      return false;
    }

    @Override
    public Slice key() {
      return key;
    }

    @Override
    public Slice state() {
      return state;
    }

    @Override
    public void close() {
      table.clear();
      states.clear();
    }
  }
}
