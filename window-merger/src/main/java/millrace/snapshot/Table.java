package millrace.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
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
  private final TreeMap<String, V> changes = new TreeMap<>();

  Table(Catalogue<V> base) {
    this.base = base;
  }

  /** The value at {@code key}. */
  public Optional<V> get(String key) {
    V changed = changes.get(key);
    if (changed != null) {
      return Optional.of(changed);
    }
    try {
      return base.get(key);
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
    changes.put(key, value);
  }

  Catalogue<V> base() {
    return base;
  }

  /** Whether anything was set. */
  boolean isChanged() {
    return !changes.isEmpty();
  }

  /** What was set, as the catalogue takes it. */
  SortedMap<String, Optional<JsonNode>> changes() {
    TreeMap<String, Optional<JsonNode>> trees = new TreeMap<>();
    changes.forEach((key, value) -> trees.put(key, Optional.of(Json.tree(value))));
    return trees;
  }

  /** Values with keys from {@code from}, ascending, read page by page. */
  public Iterator<Map.Entry<String, V>> from(String from) {
    return new Ascending(base.from(from), changes.tailMap(from, true));
  }

  /** The last value whose key is at least {@code from} and at most {@code to}. */
  public Optional<V> last(String from, String to) {
    Iterator<Map.Entry<String, V>> descending = base.descending(from, to);
    Optional<Map.Entry<String, V>> old =
        descending.hasNext() ? Optional.of(descending.next()) : Optional.empty();
    Map.Entry<String, V> changed = changes.floorEntry(to);
    if (changed != null
        && changed.getKey().compareTo(from) >= 0
        && (old.isEmpty() || changed.getKey().compareTo(old.get().getKey()) >= 0)) {
      return Optional.of(changed.getValue());
    }
    return old.map(Map.Entry::getValue);
  }

  /** Old values and changes, side by side; a change hides the old value of its key. */
  private final class Ascending implements Iterator<Map.Entry<String, V>> {
    private final Iterator<Map.Entry<String, V>> old;
    private final Iterator<Map.Entry<String, V>> changed;
    private Optional<Map.Entry<String, V>> nextOld;
    private Optional<Map.Entry<String, V>> nextChanged;

    Ascending(Iterator<Map.Entry<String, V>> old, SortedMap<String, V> changed) {
      this.old = old;
      this.changed = changed.entrySet().iterator();
      this.nextOld = step(this.old);
      this.nextChanged = step(this.changed);
    }

    private static <T> Optional<T> step(Iterator<T> iterator) {
      return iterator.hasNext() ? Optional.of(iterator.next()) : Optional.empty();
    }

    @Override
    public boolean hasNext() {
      return nextOld.isPresent() || nextChanged.isPresent();
    }

    @Override
    public Map.Entry<String, V> next() {
      if (nextChanged.isEmpty()) {
        Map.Entry<String, V> entry = nextOld.orElseThrow(NoSuchElementException::new);
        nextOld = step(old);
        return entry;
      }
      Map.Entry<String, V> change = nextChanged.get();
      int order = nextOld.map(entry -> entry.getKey().compareTo(change.getKey())).orElse(1);
      if (order < 0) {
        Map.Entry<String, V> entry = nextOld.orElseThrow();
        nextOld = step(old);
        return entry;
      }
      if (order == 0) {
        nextOld = step(old);
      }
      nextChanged = step(changed);
      return change;
    }
  }
}
