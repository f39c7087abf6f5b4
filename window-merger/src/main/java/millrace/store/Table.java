package millrace.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One of the catalogues of a state with the changes of a draft on top: what a reader of the next
 * snapshot will see.
 *
 * @param <V> what it holds
 */
public final class Table<V> {
  private final Catalogue<V> base;
  private final TreeMap<String, Optional<V>> changes = new TreeMap<>();

  public Table(Catalogue<V> base) {
    this.base = base;
  }

  /** The value at {@code key}. */
  public Optional<V> get(String key) {
    Optional<V> changed = changes.get(key);
    if (changed != null) {
      return changed;
    }
    try {
      return base.get(key);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Whether the value at {@code key} has a component of this name, at whatever depth, with this
   * text; for many keys far cheaper than to understand their values.
   */
  public boolean says(String key, String component, String text) {
    String says = Json.text(component) + ":" + Json.text(text);
    Optional<V> changed = changes.get(key);
    try {
      return (changed == null ? base.written(key) : changed.map(WrittenValue::of))
          .filter(value -> value.text().contains(says))
          .isPresent();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many values there were before the draft. */
  public long size() {
    return base.size();
  }

  /** Sets the value at {@code key} in the next snapshot. */
  public void put(String key, V value) {
    changes.put(key, Optional.of(value));
  }

  /** Removes the value at {@code key}, if there is one. */
  public void remove(String key) {
    if (changes.containsKey(key) || get(key).isPresent()) {
      changes.put(key, Optional.empty());
    }
  }

  public Catalogue<V> base() {
    return base;
  }

  /** Whether anything was set. */
  public boolean isChanged() {
    return !changes.isEmpty();
  }

  /** What was set, as the catalogue takes it. */
  public SortedMap<String, Optional<WrittenValue>> changes() {
    TreeMap<String, Optional<WrittenValue>> written = new TreeMap<>();
    changes.forEach((key, value) -> written.put(key, value.map(WrittenValue::of)));
    return written;
  }

  /**
   * Values with keys from {@code from}, ascending, read page by page. The draft must not change
   * while they are walked.
   */
  public Iterator<Map.Entry<String, V>> from(String from) {
    return new Both(
        base.from(from), changes.tailMap(from, true).entrySet().iterator(), String::compareTo);
  }

  /** The last value whose key is at least {@code from} and at most {@code to}. */
  public Optional<V> last(String from, String to) {
    if (from.compareTo(to) > 0) {
      return Optional.empty();
    }
    Iterator<Map.Entry<String, V>> both =
        new Both(
            base.descending(from, to),
            changes.subMap(from, true, to, true).descendingMap().entrySet().iterator(),
            Comparator.reverseOrder());
    return both.hasNext() ? Optional.of(both.next().getValue()) : Optional.empty();
  }

  /** Old values and changes, side by side; a change hides the old value of its key. */
  private final class Both implements Iterator<Map.Entry<String, V>> {
    private final Iterator<Map.Entry<String, V>> old;
    private final Iterator<Map.Entry<String, Optional<V>>> changed;
    private final Comparator<String> order;
    private Optional<Map.Entry<String, V>> nextOld;
    private Optional<Map.Entry<String, Optional<V>>> nextChanged;
    private Optional<Map.Entry<String, V>> ahead = Optional.empty();

    Both(
        Iterator<Map.Entry<String, V>> old,
        Iterator<Map.Entry<String, Optional<V>>> changed,
        Comparator<String> order) {
      this.old = old;
      this.changed = changed;
      this.order = order;
      this.nextOld = step(old);
      this.nextChanged = step(changed);
    }

    private static <T> Optional<T> step(Iterator<T> iterator) {
      return iterator.hasNext() ? Optional.of(iterator.next()) : Optional.empty();
    }

    @Override
    public boolean hasNext() {
      while (ahead.isEmpty() && (nextOld.isPresent() || nextChanged.isPresent())) {
        ahead = merge();
      }
      return ahead.isPresent();
    }

    /** The next entry of either side; empty when it is one that was removed. */
    private Optional<Map.Entry<String, V>> merge() {
      if (nextChanged.isEmpty()) {
        return stepOld();
      }
      Map.Entry<String, Optional<V>> change = nextChanged.get();
      int compared = nextOld.map(entry -> order.compare(entry.getKey(), change.getKey())).orElse(1);
      if (compared < 0) {
        return stepOld();
      }
      if (compared == 0) {
        nextOld = step(old);
      }
      nextChanged = step(changed);
      return change.getValue().map(value -> Map.entry(change.getKey(), value));
    }

    private Optional<Map.Entry<String, V>> stepOld() {
      Optional<Map.Entry<String, V>> entry = nextOld;
      nextOld = step(old);
      return entry;
    }

    @Override
    public Map.Entry<String, V> next() {
      if (!hasNext()) {
        throw new NoSuchElementException("no further entry");
      }
      Map.Entry<String, V> entry = ahead.orElseThrow();
      ahead = Optional.empty();
      return entry;
    }
  }
}
