package millrace.store;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import millrace.store.PageItem.Child;
import millrace.store.PageItem.Entry;

/**
 * One change of a catalogue: rewrites the pages on the way from the root to each changed key, from
 * below, and writes a page once it is known in its last form.
 *
 * <p>A page that outgrows its limit is split evenly, unless it grew at its end: then what was there
 * stays together, so that keys which come in order leave full pages behind. Two neighbours are
 * joined, when one of them is written anyway, if together they leave a quarter of a page free; so
 * any two of them hold most of a page, however many keys are removed.
 */
final class PageChange {
  /** The most a page may weigh, unless it holds a single thing. */
  static final int PAGE = 128 * PageItem.LEAST;

  /** The most a root may weigh: every snapshot holds it. */
  static final int ROOT = 16 * PageItem.LEAST;

  private static final int JOINED = PAGE * 3 / 4;
  private static final int DRAWN_INTO_ROOT = ROOT / 2;

  private final Pages pages;
  private final PageWriter writer;
  private final Set<String> written = new HashSet<>();
  private final List<String> dropped = new ArrayList<>();

  PageChange(Pages pages, PageWriter writer) {
    this.pages = pages;
    this.writer = writer;
  }

  CatalogueChange apply(CatalogueRoot root, SortedMap<String, Optional<WrittenValue>> changes)
      throws IOException {
    Optional<Fresh> changed =
        root.height() == 0
            ? leaf(root.items(), changes)
            : topmost(root.height(), root.items(), changes);
    if (changed.isEmpty()) {
      return new CatalogueChange(root, List.of());
    }
    Fresh top = changed.get();
    while (true) {
      if (top.items().isEmpty()) {
        return new CatalogueChange(CatalogueRoot.EMPTY, dropped);
      }
      if (top.items().get(0) instanceof Child only
          && top.items().size() == 1
          && only.weight() <= DRAWN_INTO_ROOT
          && !written.contains(only.page())) {
        top = new Fresh(top.height() - 1, taken(only), false);
      } else if (top.weight() > ROOT) {
        top = new Fresh(top.height() + 1, split(top), top.appended());
      } else {
        return new CatalogueChange(root(top), dropped);
      }
    }
  }

  /**
   * A root whose only page is about to become small takes it in, before it is written for nothing.
   */
  private Optional<Fresh> topmost(
      int height, List<PageItem> items, SortedMap<String, Optional<WrittenValue>> changes)
      throws IOException {
    Optional<PageParts> changed = parts(height, items, changes);
    if (changed.isEmpty()) {
      return Optional.empty();
    }
    List<PagePart> joined = joined(changed.get().parts());
    if (joined.size() == 1
        && joined.get(0) instanceof Fresh only
        && only.weight() <= DRAWN_INTO_ROOT) {
      return Optional.of(only);
    }
    return Optional.of(new Fresh(height, written(joined), changed.get().appended()));
  }

  /** What becomes of a page; empty if nothing in it changes. */
  private Optional<Fresh> page(
      int height, List<PageItem> items, SortedMap<String, Optional<WrittenValue>> changes)
      throws IOException {
    if (height == 0) {
      return leaf(items, changes);
    }
    Optional<PageParts> changed = parts(height, items, changes);
    return changed.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Fresh(height, written(joined(changed.get().parts())), changed.get().appended()));
  }

  private static Optional<Fresh> leaf(
      List<PageItem> items, SortedMap<String, Optional<WrittenValue>> changes) {
    List<PageItem> changed = new ArrayList<>(items.size() + changes.size());
    int done = 0; // so many of the old items are in it, or left out
    Optional<Boolean> appended = Optional.empty();
    for (Map.Entry<String, Optional<WrittenValue>> change : changes.entrySet()) {
      String key = change.getKey();
      int after = PageItem.lastAtMost(items, key) + 1;
      Optional<WrittenValue> old =
          after > 0 && items.get(after - 1) instanceof Entry entry && entry.key().equals(key)
              ? Optional.of(entry.value())
              : Optional.empty();
      if (old.equals(change.getValue())) {
        continue;
      }
      int before = old.isPresent() ? after - 1 : after;
      changed.addAll(items.subList(done, before));
      change.getValue().ifPresent(value -> changed.add(new Entry(key, value)));
      done = after;
      appended = appended.isPresent() ? appended : Optional.of(after == items.size());
    }
    changed.addAll(items.subList(done, items.size()));
    return appended.map(atEnd -> new Fresh(0, changed, atEnd));
  }

  private Optional<PageParts> parts(
      int height, List<PageItem> children, SortedMap<String, Optional<WrittenValue>> changes)
      throws IOException {
    var parts = new ArrayList<PagePart>();
    int firstChanged = children.size();
    for (int i = 0; i < children.size(); i++) {
      Child child = (Child) children.get(i);
      SortedMap<String, Optional<WrittenValue>> its = changes;
      if (i > 0) {
        its = its.tailMap(child.first());
      }
      if (i + 1 < children.size()) {
        its = its.headMap(children.get(i + 1).key());
      }
      Optional<Fresh> changed =
          its.isEmpty() ? Optional.empty() : page(height - 1, pages.read(child).items(), its);
      if (changed.isEmpty()) {
        parts.add(new Kept(child));
        continue;
      }
      firstChanged = Math.min(firstChanged, i);
      dropped.add(child.page());
      if (!changed.get().items().isEmpty()) {
        parts.add(changed.get());
      }
    }
    return firstChanged == children.size()
        ? Optional.empty()
        : Optional.of(new PageParts(parts, firstChanged == children.size() - 1));
  }

  private List<PagePart> joined(List<PagePart> parts) throws IOException {
    var joined = new ArrayList<PagePart>();
    for (PagePart part : parts) {
      PagePart last = joined.isEmpty() ? part : joined.get(joined.size() - 1);
      if (last != part
          && (last instanceof Fresh || part instanceof Fresh)
          && last.weight() + part.weight() <= JOINED) {
        var items = new ArrayList<PageItem>(items(last));
        items.addAll(items(part));
        int height = part instanceof Fresh fresh ? fresh.height() : ((Fresh) last).height();
        joined.set(joined.size() - 1, new Fresh(height, items, false));
      } else {
        joined.add(part);
      }
    }
    return joined;
  }

  private List<PageItem> items(PagePart part) throws IOException {
    return part instanceof Fresh fresh ? fresh.items() : taken(((Kept) part).child());
  }

  private List<PageItem> taken(Child child) throws IOException {
    List<PageItem> items = pages.read(child).items();
    dropped.add(child.page());
    return items;
  }

  private List<PageItem> written(List<PagePart> parts) throws IOException {
    var children = new ArrayList<PageItem>();
    for (PagePart part : parts) {
      if (part instanceof Fresh fresh) {
        children.addAll(split(fresh));
      } else {
        children.add(((Kept) part).child());
      }
    }
    return children;
  }

  /** Writes the items as one page, or as several if they are too many. */
  private List<PageItem> split(Fresh fresh) throws IOException {
    long total = fresh.weight();
    if (total <= PAGE) {
      return List.of(write(fresh.height(), fresh.items(), (int) total));
    }
    long count = (total + PAGE - 1) / PAGE;
    long enough = fresh.appended() ? PAGE : (total + count - 1) / count;
    var children = new ArrayList<PageItem>();
    var page = new ArrayList<PageItem>();
    int weight = 0;
    for (PageItem item : fresh.items()) {
      int its = item.footprint();
      if (!page.isEmpty() && (weight >= enough || weight + its > PAGE)) {
        children.add(write(fresh.height(), page, weight));
        page.clear();
        weight = 0;
      }
      page.add(item);
      weight += its;
    }
    children.add(write(fresh.height(), page, weight));
    return children;
  }

  private Child write(int height, List<PageItem> items, int weight) throws IOException {
    var page = new Page(height, items);
    String path = writer.write(page);
    written.add(path);
    return new Child(items.get(0).key(), path, page.entries(), weight);
  }

  private static CatalogueRoot root(Fresh top) throws IOException {
    var entries = new TreeMap<String, JsonNode>();
    var children = new ArrayList<Child>();
    for (PageItem item : top.items()) {
      if (item instanceof Entry entry) {
        entries.put(entry.key(), entry.value().node());
      } else {
        children.add((Child) item);
      }
    }
    return new CatalogueRoot(top.height(), entries, children);
  }

  /** One of the pages below a page that changes. */
  private sealed interface PagePart permits Kept, Fresh {
    long weight();
  }

  /** A page that stays as it is. */
  private record Kept(Child child) implements PagePart {
    @Override
    public long weight() {
      return child.weight();
    }
  }

  /**
   * A page that is not written yet, of any weight.
   *
   * @param appended whether nothing before its old end was changed
   */
  private record Fresh(int height, List<PageItem> items, long weight, boolean appended)
      implements PagePart {
    Fresh(int height, List<PageItem> items, boolean appended) {
      this(height, items, PageItem.footprint(items), appended);
    }
  }

  /**
   * The pages below one that changes.
   *
   * @param appended whether only the last of them is another
   */
  private record PageParts(List<PagePart> parts, boolean appended) {}
}
