package millrace.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import millrace.store.PageItem.Child;
import millrace.store.PageItem.Entry;

/**
 * A sorted map from text to values that is never changed: a change makes another one that shares
 * all but a few pages with it. It is a tree of small JSON files, each read when it is needed, so
 * neither the heap nor a commit grows with what is in it. Keys are in the order of {@link
 * String#compareTo}.
 *
 * <p>May be used by several threads.
 *
 * @param <V> what it holds, as {@link Json} writes it
 */
public final class Catalogue<V> {
  private final Pages pages;
  private final CatalogueRoot root;
  private final Class<V> type;

  private Catalogue(Pages pages, CatalogueRoot root, Class<V> type) {
    this.pages = pages;
    this.root = root;
    this.type = type;
  }

  /**
   * The catalogue with this root. Nothing is read yet.
   *
   * @param source opens the pages, wherever they lie at the moment
   */
  public static <V> Catalogue<V> open(PageSource source, CatalogueRoot root, Class<V> type) {
    return open(source, new PageCache(), root, type, OldPages.SAME);
  }

  /**
   * The same.
   *
   * @param old how pages of an older release are read
   */
  public static <V> Catalogue<V> open(
      PageSource source, CatalogueRoot root, Class<V> type, OldPages old) {
    return open(source, new PageCache(), root, type, old);
  }

  /**
   * The same; pages that are in the cache are not opened.
   *
   * @param old how pages of an older release are read
   */
  public static <V> Catalogue<V> open(
      PageSource source, PageCache cache, CatalogueRoot root, Class<V> type, OldPages old) {
    return new Catalogue<>(new Pages(source, cache, old), root, type);
  }

  /** What a snapshot holds of it. */
  public CatalogueRoot root() {
    return root;
  }

  /** How many keys there are; reads nothing. */
  public long size() {
    return root.items().stream().mapToLong(PageItem::entries).sum();
  }

  /**
   * The value at {@code key}.
   *
   * @throws IOException if a page cannot be read; after a {@link java.io.FileNotFoundException} the
   *     head may have moved on
   */
  public Optional<V> get(String key) throws IOException {
    Optional<WrittenValue> written = written(key);
    return written.isPresent() ? Optional.of(written.get().as(type)) : Optional.empty();
  }

  /** The value at {@code key} as it is written. */
  Optional<WrittenValue> written(String key) throws IOException {
    List<PageItem> items = root.items();
    while (true) {
      int at = PageItem.lastAtMost(items, key);
      if (at < 0) {
        return Optional.empty();
      }
      PageItem item = items.get(at);
      if (item instanceof Entry entry) {
        return entry.key().equals(key) ? Optional.of(entry.value()) : Optional.empty();
      }
      items = pages.read((Child) item).items();
    }
  }

  /**
   * All entries, ascending, as the other iterators: page by page, any trouble as {@link
   * UncheckedIOException}.
   */
  public Iterator<Map.Entry<String, V>> entries() {
    return from("");
  }

  /** The entries with keys from {@code from} on, ascending. */
  public Iterator<Map.Entry<String, V>> from(String from) {
    return from(from, Catalogue::stop);
  }

  /**
   * The same, and where a page or a value cannot be read the walk goes on behind it.
   *
   * @param damage is told what is passed over
   */
  public Iterator<Map.Entry<String, V>> from(String from, Damage damage) {
    return new Walk(items -> PageItem.ascending(items, from), key -> true, damage);
  }

  /** The entries with keys from {@code from} on and before {@code to}, ascending. */
  public Iterator<Map.Entry<String, V>> range(String from, String to) {
    return new Walk(
        items -> PageItem.ascending(items, from), key -> key.compareTo(to) < 0, Catalogue::stop);
  }

  /** All entries, descending. */
  public Iterator<Map.Entry<String, V>> descending() {
    return new Walk(
        items -> PageItem.descending(items, items.size()), key -> true, Catalogue::stop);
  }

  /** The entries with keys up to {@code to}, itself included, descending. */
  public Iterator<Map.Entry<String, V>> descending(String to) {
    return new Walk(
        items -> PageItem.descending(items, PageItem.lastAtMost(items, to) + 1),
        key -> true,
        Catalogue::stop);
  }

  /** The entries with keys up to {@code to} and from {@code from} on, both included, descending. */
  public Iterator<Map.Entry<String, V>> descending(String from, String to) {
    return new Walk(
        items -> PageItem.descending(items, PageItem.lastAtMost(items, to) + 1),
        key -> key.compareTo(from) >= 0,
        Catalogue::stop);
  }

  private static void stop(String from, IOException problem) {
    throw new UncheckedIOException(problem);
  }

  /**
   * Writes what another catalogue needs that differs from this one by {@code changes}: in order of
   * {@code log(size)} pages for a change, and none for one that changes nothing. The result can be
   * opened where both the old pages and the new ones are found.
   *
   * @param changes values, or nothing where a key is to be removed
   * @param writer where new pages go
   */
  public CatalogueChange apply(SortedMap<String, Optional<WrittenValue>> changes, PageWriter writer)
      throws IOException {
    return new PageChange(pages, writer).apply(root, new TreeMap<>(changes));
  }

  /** Is told of what a walk cannot read and passes over: a page with all below it, or a value. */
  @FunctionalInterface
  public interface Damage {
    /**
     * Takes what is wrong; what it throws ends the walk.
     *
     * @param from the first key that is passed over
     */
    void at(String from, IOException problem);
  }

  /** In which order, and from where on, the items of a page are visited. */
  private interface Order {
    Iterator<PageItem> of(List<PageItem> items);
  }

  private final class Walk implements Iterator<Map.Entry<String, V>> {
    private final Order order;
    private final Predicate<String> goesOn;
    private final Damage damage;
    private final Deque<Iterator<PageItem>> path = new ArrayDeque<>();
    private Optional<Map.Entry<String, V>> ahead = Optional.empty();

    Walk(Order order, Predicate<String> goesOn, Damage damage) {
      this.order = order;
      this.goesOn = goesOn;
      this.damage = damage;
      path.push(order.of(root.items()));
    }

    @Override
    public boolean hasNext() {
      while (ahead.isEmpty() && !path.isEmpty()) {
        if (path.element().hasNext()) {
          PageItem item = path.element().next();
          try {
            visit(item);
          } catch (IOException e) {
            damage.at(item.key(), e);
          }
        } else {
          path.pop();
        }
      }
      return ahead.isPresent();
    }

    private void visit(PageItem item) throws IOException {
      if (item instanceof Entry entry) {
        if (goesOn.test(entry.key())) {
          ahead = Optional.of(Map.entry(entry.key(), value(entry)));
        } else {
          path.clear();
        }
      } else {
        path.push(order.of(pages.read((Child) item).items()));
      }
    }

    private V value(Entry entry) throws IOException {
      try {
        return entry.value().as(type);
      } catch (IOException e) {
        throw new IOException(
            "catalogue entry \"%s\": %s".formatted(entry.key(), e.getMessage()), e);
      }
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
