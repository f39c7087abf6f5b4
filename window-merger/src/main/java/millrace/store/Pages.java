package millrace.store;

import java.io.IOException;
import java.util.Optional;
import millrace.store.PageItem.Child;

/** Reads the pages of a catalogue. */
final class Pages {
  private final PageSource source;
  private final PageCache cache;
  private final OldPages old;

  Pages(PageSource source, PageCache cache, OldPages old) {
    this.source = source;
    this.cache = cache;
    this.old = old;
  }

  /**
   * The page that {@code child} names.
   *
   * @throws IOException if it cannot be read, or is not the page that was named
   */
  Page read(Child child) throws IOException {
    Optional<Page> known = cache.get(child.page());
    if (known.isPresent()) {
      return known.get();
    }
    byte[] bytes;
    try (var in = source.open(child.page())) {
      bytes = in.readAllBytes();
    }
    Page page = Page.read(child.page(), bytes, old);
    if (page.entries() != child.entries() || !page.items().get(0).key().equals(child.first())) {
      throw new IOException(
          "catalogue page %s is another than was named: entries expected=%d found=%d. %s"
              .formatted(child.page(), child.entries(), page.entries(), Checked.REMEDY));
    }
    cache.put(child.page(), page);
    return page;
  }
}
