package millrace.record;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The names of a row's fields.
 *
 * @param names in the order of the row
 * @param index where each name stands
 * @param problem why rows cannot be read by these names
 */
record HeaderColumns(List<String> names, Map<String, Integer> index, Optional<String> problem) {
  /** Columns called {@code names}; with a problem if one has no name or two have the same. */
  static HeaderColumns of(List<String> names) {
    var index = new HashMap<String, Integer>();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      if (name.isEmpty()) {
        return broken("column %d has no name".formatted(i + 1));
      }
      Integer first = index.put(name, i);
      if (first != null) {
        return broken(
            "columns %d and %d are both named %s".formatted(first + 1, i + 1, Excerpt.of(name)));
      }
    }
    return new HeaderColumns(List.copyOf(names), Map.copyOf(index), Optional.empty());
  }

  /** No columns, for this reason. */
  static HeaderColumns broken(String problem) {
    return new HeaderColumns(List.of(), Map.of(), Optional.of(problem));
  }

  int count() {
    return names.size();
  }
}
