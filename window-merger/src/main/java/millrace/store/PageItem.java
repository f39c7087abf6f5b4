package millrace.store;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;

/** One thing in a page. */
public sealed interface PageItem {
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

  static long footprint(List<PageItem> items) {
    long footprint = 0;
    for (PageItem item : items) {
      footprint += item.footprint();
    }
    return footprint;
  }

  /** The place of the last item whose key is at most {@code key}; -1 if there is none. */
  static int lastAtMost(List<PageItem> items, String key) {
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
  static Iterator<PageItem> ascending(List<PageItem> items, String from) {
    int at = Math.max(0, lastAtMost(items, from));
    boolean before =
        at < items.size()
            && items.get(at) instanceof Entry entry
            && entry.key().compareTo(from) < 0;
    return items.subList(before ? at + 1 : at, items.size()).iterator();
  }

  /** The first {@code count} items, backwards. */
  static Iterator<PageItem> descending(List<PageItem> items, int count) {
    var back = items.listIterator(count);
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return back.hasPrevious();
      }

      @Override
      public PageItem next() {
        return back.previous();
      }
    };
  }

  /**
   * A page as its parent names it.
   *
   * @param first the smallest key in it, or in the pages below it
   * @param page its path
   * @param entries how many keys it holds, or the pages below it hold
   * @param weight how full it is, in bytes; small entries weigh as much as 512
   */
  record Child(String first, String page, long entries, int weight) implements PageItem {
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
  record Entry(String key, WrittenValue value) implements PageItem {
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
}
