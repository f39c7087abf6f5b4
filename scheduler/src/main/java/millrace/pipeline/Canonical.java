package millrace.pipeline;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Brings options into one order, whatever order they came in: maps are sorted by key. */
final class Canonical {
  private Canonical() {}

  static Map<String, Object> of(Map<?, ?> map) {
    Map<String, Object> sorted = new TreeMap<>();
    map.forEach((key, value) -> sorted.put(String.valueOf(key), value(value)));
    return sorted;
  }

  private static Object value(Object value) {
    if (value instanceof Map<?, ?> map) {
      return of(map);
    }
    if (value instanceof List<?> list) {
      return list.stream().map(Canonical::value).toList();
    }
    return value;
  }
}
