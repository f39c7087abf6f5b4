package millrace.store;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The last few pages that were read or written, by their paths: neighbouring keys are asked for one
 * after the other, and the next state has most pages of the last one. What is at a path that a
 * snapshot names is never changed, so a page here is as good as the file, for every state that
 * names it.
 *
 * <p>May be used by several threads.
 */
public final class PageCache {
  private static final int KEPT = 32;

  private final Map<String, Page> kept =
      new LinkedHashMap<>(2 * KEPT, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Page> eldest) {
          return size() > KEPT;
        }
      };

  synchronized Optional<Page> get(String path) {
    return Optional.ofNullable(kept.get(path));
  }

  public synchronized void put(String path, Page page) {
    kept.put(path, page);
  }

  /** Takes over what is in another one, which nobody uses any more. */
  public synchronized void putAll(PageCache other) {
    kept.putAll(other.kept);
  }
}
