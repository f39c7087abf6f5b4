package millrace.store;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import millrace.store.PageItem.Child;
import millrace.store.PageItem.Entry;

/**
 * A catalogue within a snapshot: the topmost node of the tree, a small one.
 *
 * @param height how many pages lie between it and a value
 * @param entries the catalogue itself, if its height is 0
 * @param children the pages below, if it is more
 */
public record CatalogueRoot(int height, SortedMap<String, JsonNode> entries, List<Child> children) {
  /** Of a catalogue without entries. */
  public static final CatalogueRoot EMPTY = new CatalogueRoot(0, new TreeMap<>(), List.of());

  public CatalogueRoot {
    entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
    children = List.copyOf(children);
    if (height < 0 || (height == 0 ? !children.isEmpty() : !entries.isEmpty())) {
      throw new IllegalArgumentException(
          "no catalogue: height=%d entries=%d children=%d"
              .formatted(height, entries.size(), children.size()));
    }
  }

  List<PageItem> items() {
    return height > 0
        ? List.copyOf(children)
        : entries.entrySet().stream()
            .<PageItem>map(entry -> new Entry(entry.getKey(), WrittenValue.in(entry.getValue())))
            .toList();
  }
}
