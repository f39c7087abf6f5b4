package millrace.snapshot;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import millrace.snapshot.Catalogue.Child;

/** Reads pages, and keeps the last few: neighbouring keys are asked for one after the other. */
final class Pages {
  private static final int KEPT = 16;

  private final Catalogue.Source source;
  private final Map<String, Page> kept =
      new LinkedHashMap<>(2 * KEPT, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Page> eldest) {
          return size() > KEPT;
        }
      };

  Pages(Catalogue.Source source) {
    this.source = source;
  }

  /**
   * The page that {@code child} names.
   *
   * @throws IOException if it cannot be read, or is not the page that was named
   */
  Page read(Child child) throws IOException {
    synchronized (kept) {
      Page known = kept.get(child.page());
      if (known != null) {
        return known;
      }
    }
    byte[] bytes;
    try (var in = source.open(child.page())) {
      bytes = in.readAllBytes();
    }
    Page page = Page.read(child.page(), bytes);
    if (page.entries() != child.entries() || !page.items().get(0).key().equals(child.first())) {
      throw new IOException(
          "catalogue page %s is another than was named: entries expected=%d found=%d. %s"
              .formatted(child.page(), child.entries(), page.entries(), Checked.REMEDY));
    }
    synchronized (kept) {
      kept.put(child.page(), page);
    }
    return page;
  }
}
