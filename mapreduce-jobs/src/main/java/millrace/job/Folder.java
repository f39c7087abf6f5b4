package millrace.job;

import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import millrace.aggregate.Aggregate;
import millrace.aggregate.Cell;
import millrace.aggregate.Codec;
import millrace.aggregate.Slice;
import millrace.job.Piece.Arrival;
import millrace.record.Record;
import millrace.run.Cursor;
import millrace.run.Tally;

/**
 * Folds records into the states of one job, and keeps count of what became of them. This is the map
 * side of every engine: what it holds may be drained at any time, and folding goes on afterwards.
 *
 * @param <E> what one record says about a key
 * @param <S> the state kept for a key
 */
final class Folder<E, S> {
  private final Job<E, S> job;
  private final Aggregate<E, S, List<Cell>> aggregate;
  private final Codec<S> codec;
  private final KeyTable<S> table = new KeyTable<>();
  private final Listener listener = new Listener();
  private final NavigableSet<String> rejections = new TreeSet<>();
  private long stateBytes;
  private long folded;
  private long filtered;
  private long keyless;
  private long rejected;
  private long late;

  private Folder(Job<E, S> job) {
    this.job = job;
    this.aggregate = job.aggregate();
    this.codec = aggregate.codec();
  }

  /** A folder for a configured job. */
  static <E, S> Folder<E, S> of(Job<E, S> job) {
    return new Folder<>(job);
  }

  /** Takes one record. What the job throws is thrown. */
  void fold(Record record, Arrival arrival) {
    listener.reset();
    job.map(record, listener);
    if (listener.emitted) {
      folded++;
    } else if (listener.rejected) {
      rejected++;
    } else if (listener.filtered) {
      filtered++;
    } else {
      keyless++;
    }
    late += arrival == Arrival.LATE ? 1 : 0;
  }

  /** About how many bytes of memory the keys and states take. */
  long memory() {
    return table.memory() + stateBytes;
  }

  /** What became of all records taken so far, drained or not. */
  Account account() {
    long records = folded + filtered + keyless + rejected;
    return new Account(
        new Tally(records, folded, filtered, keyless, rejected, late), List.copyOf(rejections));
  }

  /**
   * The keys and states held now, sorted, without empty states. They are let go when the cursor is
   * closed; nothing may be folded before that.
   */
  Cursor drain() {
    return new Draining();
  }

  private void say(Slice key, E event) {
    S said = aggregate.prepare(event);
    int entry = table.find(key);
    if (entry < 0) {
      table.add(key, said);
      stateBytes += codec.weight(said);
    } else {
      S before = table.value(entry);
      S after = aggregate.combine(before, said);
      table.set(entry, after);
      stateBytes += codec.weight(after) - codec.weight(before);
    }
  }

  /** Hears what the job says about one record. */
  private final class Listener implements Emitter<E> {
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
        say(key, event);
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
    private final int[] order = table.sorted();
    private final S empty = aggregate.empty();
    private final Slice key = new Slice();
    private final Slice state = new Slice();
    private int next;

    @Override
    public boolean next() {
      while (next < order.length) {
        int entry = order[next++];
        S found = table.value(entry);
        if (!found.equals(empty)) {
          table.show(entry, key);
          byte[] encoded = codec.encode(found);
          state.set(encoded, 0, encoded.length);
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
      stateBytes = 0;
    }
  }
}
