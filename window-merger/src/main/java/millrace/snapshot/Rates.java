package millrace.snapshot;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * How long folding took lately, and from that how long it would take: a fixed cost for each engine
 * and so much more for every byte.
 *
 * @param engines by the name of an engine what it was measured at, the newest last
 */
public record Rates(Map<String, List<Measured>> engines) {
  /** Nothing was measured yet. */
  public static final Rates NONE = new Rates(Map.of());

  /** So many are kept of each engine. */
  static final int KEPT = 8;

  public Rates {
    TreeMap<String, List<Measured>> copy = new TreeMap<>();
    engines.forEach((engine, all) -> copy.put(engine, List.copyOf(all)));
    engines = Map.copyOf(copy);
  }

  /**
   * One measurement.
   *
   * @param bytes that were folded together
   * @param millis that it took
   */
  public record Measured(long bytes, long millis) {}

  /** With one more; what took no time says nothing. */
  public Rates with(String engine, long bytes, Duration took) {
    if (bytes <= 0 || took.toMillis() <= 0) {
      return this;
    }
    List<Measured> all = new ArrayList<>(engines.getOrDefault(engine, List.of()));
    all.add(new Measured(bytes, took.toMillis()));
    Map<String, List<Measured>> more = new TreeMap<>(engines);
    more.put(engine, all.subList(Math.max(0, all.size() - KEPT), all.size()));
    return new Rates(more);
  }

  /**
   * How many seconds {@code bytes} would take: on the line through what was measured, if that has a
   * cost to begin with and a cost for each byte. Sizes too much alike do not tell the two apart;
   * then less is said to take as long, and more in proportion longer. Empty if nothing was
   * measured.
   */
  public OptionalDouble seconds(String engine, long bytes) {
    List<Measured> all = engines.getOrDefault(engine, List.of());
    if (all.isEmpty()) {
      return OptionalDouble.empty();
    }
    double meanBytes = all.stream().mapToLong(Measured::bytes).average().orElseThrow();
    double meanMillis = all.stream().mapToLong(Measured::millis).average().orElseThrow();
    double together = 0;
    double spread = 0;
    for (Measured one : all) {
      double off = one.bytes() - meanBytes;
      together += off * (one.millis() - meanMillis);
      spread += off * off;
    }
    double slope = spread > 0 ? together / spread : 0;
    double fixed = meanMillis - slope * meanBytes;
    double millis =
        slope > 0 && fixed >= 0
            ? fixed + slope * bytes
            : meanMillis * Math.max(1, bytes / meanBytes);
    return OptionalDouble.of(millis / 1000);
  }
}
