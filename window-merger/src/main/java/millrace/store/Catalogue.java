package millrace.store;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

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
  private final Root root;
  private final Class<V> type;

  private Catalogue(Pages pages, Root root, Class<V> type) {
    this.pages = pages;
    this.root = root;
    this.type = type;
  }

  /**
   * The catalogue with this root. Nothing is read yet.
   *
   * @param source opens the pages, wherever they lie at the moment
   */
  public static <V> Catalogue<V> open(PageSource source, Root root, Class<V> type) {
    return open(source, new PageCache(), root, type, OldPages.SAME);
  }

  /**
   * The same.
   *
   * @param old how pages of an older release are read
   */
  public static <V> Catalogue<V> open(PageSource source, Root root, Class<V> type, OldPages old) {
    return open(source, new PageCache(), root, type, old);
  }

  /**
   * The same; pages that are in the cache are not opened.
   *
   * @param old how pages of an older release are read
   */
  public static <V> Catalogue<V> open(
      PageSource source, PageCache cache, Root root, Class<V> type, OldPages old) {
    return new Catalogue<>(new Pages(source, cache, old), root, type);
  }

  /** What a snapshot holds of it. */
  public Root root() {
    return root;
  }

  /** How many keys there are; reads nothing. */
  public long size() {
    return root.items().stream().mapToLong(Item::entries).sum();
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
    List<Item> items = root.items();
    while (true) {
      int at = Item.lastAtMost(items, key);
      if (at < 0) {
        return Optional.empty();
      }
      Item item = items.get(at);
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
    return new Walk(items -> Item.ascending(items, from), key -> true, damage);
  }

  /** The entries with keys from {@code from} on and before {@code to}, ascending. */
  public Iterator<Map.Entry<String, V>> range(String from, String to) {
    return new Walk(
        items -> Item.ascending(items, from), key -> key.compareTo(to) < 0, Catalogue::stop);
  }

  /** All entries, descending. */
  public Iterator<Map.Entry<String, V>> descending() {
    return new Walk(items -> Item.descending(items, items.size()), key -> true, Catalogue::stop);
  }

  /** The entries with keys up to {@code to}, itself included, descending. */
  public Iterator<Map.Entry<String, V>> descending(String to) {
    return new Walk(
        items -> Item.descending(items, Item.lastAtMost(items, to) + 1),
        key -> true,
        Catalogue::stop);
  }

  /** The entries with keys up to {@code to} and from {@code from} on, both included, descending. */
  public Iterator<Map.Entry<String, V>> descending(String from, String to) {
    return new Walk(
        items -> Item.descending(items, Item.lastAtMost(items, to) + 1),
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

  /** Opens a page by the path that its {@link PageWriter} gave it. */
  @FunctionalInterface
  public interface PageSource {
    /**
     * The page's bytes, from the first.
     *
     * @throws java.io.FileNotFoundException if there is none
     */
    InputStream open(String path) throws IOException;
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

  /** Writes new pages. */
  @FunctionalInterface
  public interface PageWriter {
    /**
     * Writes a page under a name that was never used, and tells the path by which it will be read.
     */
    String write(Page page) throws IOException;
  }

  /**
   * Another catalogue.
   *
   * @param dropped pages of the catalogue it was made from that it does not name
   */
  public record CatalogueChange(Root root, List<String> dropped) {
    public CatalogueChange {
      dropped = List.copyOf(dropped);
    }
  }

  /**
   * A catalogue within a snapshot: the topmost node of the tree, a small one.
   *
   * @param height how many pages lie between it and a value
   * @param entries the catalogue itself, if its height is 0
   * @param children the pages below, if it is more
   */
  public record Root(int height, SortedMap<String, JsonNode> entries, List<Child> children) {
    /** Of a catalogue without entries. */
    public static final Root EMPTY = new Root(0, new TreeMap<>(), List.of());

    public Root {
      entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
      children = List.copyOf(children);
      if (height < 0 || (height == 0 ? !children.isEmpty() : !entries.isEmpty())) {
        throw new IllegalArgumentException(
            "no catalogue: height=%d entries=%d children=%d"
                .formatted(height, entries.size(), children.size()));
      }
    }

    List<Item> items() {
      return height > 0
          ? List.copyOf(children)
          : entries.entrySet().stream()
              .<Item>map(entry -> new Entry(entry.getKey(), WrittenValue.in(entry.getValue())))
              .toList();
    }
  }

  /**
   * A page as its parent names it.
   *
   * @param first the smallest key in it, or in the pages below it
   * @param page its path
   * @param entries how many keys it holds, or the pages below it hold
   * @param weight how full it is, in bytes; small entries weigh as much as 512
   */
  public record Child(String first, String page, long entries, int weight) implements Item {
    /** The same page, named by another smallest key. */
    Child withFirst(String key) {
      return new Child(key, page, entries, weight);
    }

    @Override
    public String key() {
      return first;
    }

    @Override
    public String line() {
      return Json.text(this);
    }
  }

  /** A key and its value, in a page of height 0. */
  record Entry(String key, WrittenValue value) implements Item {
    static final String BETWEEN = " : ";

    @Override
    public long entries() {
      return 1;
    }

    @Override
    public String line() {
      return Json.text(key) + BETWEEN + value.text();
    }
  }

  /** One thing in a page. */
  sealed interface Item permits Child, Entry {
    /** What the smallest weighs: a page of the least things holds 128 of them. */
    int LEAST = 512;

    String key();

    long entries();

    /** How a page says it. */
    String line();

    /** How much of a page it takes: the bytes of its line, and not less than the least. */
    default int footprint() {
      return Math.max(LEAST, line().getBytes(StandardCharsets.UTF_8).length);
    }

    static long footprint(List<Item> items) {
      long footprint = 0;
      for (Item item : items) {
        footprint += item.footprint();
      }
      return footprint;
    }

    /** The place of the last item whose key is at most {@code key}; -1 if there is none. */
    static int lastAtMost(List<Item> items, String key) {
      int low = 0;
      int high = items.size();
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (items.get(middle).key().compareTo(key) <= 0) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low - 1;
    }

    /** The items that are, or lead to, keys from {@code from} on. */
    static Iterator<Item> ascending(List<Item> items, String from) {
      int at = Math.max(0, lastAtMost(items, from));
      boolean before =
          at < items.size()
              && items.get(at) instanceof Entry entry
              && entry.key().compareTo(from) < 0;
      return items.subList(before ? at + 1 : at, items.size()).iterator();
    }

    /** The first {@code count} items, backwards. */
    static Iterator<Item> descending(List<Item> items, int count) {
      var back = items.listIterator(count);
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return back.hasPrevious();
        }

        @Override
        public Item next() {
          return back.previous();
        }
      };
    }
  }

  /** In which order, and from where on, the items of a page are visited. */
  private interface Order {
    Iterator<Item> of(List<Item> items);
  }

  private final class Walk implements Iterator<Map.Entry<String, V>> {
    private final Order order;
    private final Predicate<String> goesOn;
    private final Damage damage;
    private final Deque<Iterator<Item>> path = new ArrayDeque<>();
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
          Item item = path.element().next();
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

    private void visit(Item item) throws IOException {
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
