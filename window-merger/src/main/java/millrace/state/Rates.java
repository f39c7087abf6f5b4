package millrace.state;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * How long folding took lately, and from that how long it would take: a fixed cost for each engine
 * and so much more for every byte.
 *
 * <p>An engine that is used is measured with every fold, so when it gets slower or faster, that is
 * known after a few folds. One that is not used is known from long ago, and may be another by now:
 * after {@link #REMEMBERED} folds elsewhere it is forgotten, as if it had never been measured, and
 * whoever chooses may try it again. So what was measured in a bad hour is not held against an
 * engine for ever, and no more than one fold of so many is a try.
 *
 * @param folds how many were ever measured
 * @param engines by name what is known of each
 */
public record Rates(long folds, Map<String, EngineHistory> engines) {
  /** Nothing was measured yet. */
  public static final Rates NONE = new Rates(0, Map.of());

  /** How many measurements are kept of each engine. */
  static final int KEPT = 8;

  /** After so many folds elsewhere an engine is forgotten. */
  static final int REMEMBERED = 64;

  public Rates {
    engines = Map.copyOf(engines);
  }

  /**
   * What is known of an engine.
   *
   * @param last number of the fold that told something of it
   * @param measured the newest last; empty if it was given work and nothing was measured since
   */
  public record EngineHistory(long last, List<Measured> measured) {
    public EngineHistory {
      measured = List.copyOf(measured);
    }
  }

  /**
   * One measurement.
   *
   * @param bytes that were folded together
   * @param millis that it took
   */
  public record Measured(long bytes, long millis) {}

  /**
   * How long an engine takes, by the line through what was measured.
   *
   * @param startSeconds before the first byte
   * @param bytesPerSecond from then on
   * @param leastBytes where the sizes measured are too much alike to tell the two apart: less than
   *     this is said to take as long; else 0
   */
  public record Pace(double startSeconds, double bytesPerSecond, double leastBytes) {
    /** Whether the sizes measured tell the start from the rest. */
    public boolean tellsTheStart() {
      return leastBytes == 0;
    }

    double seconds(long bytes) {
      return startSeconds + Math.max((double) bytes, leastBytes) / bytesPerSecond;
    }
  }

  /** With one more; what took no time says nothing. */
  public Rates with(String engine, long bytes, Duration took) {
    if (bytes <= 0 || took.toMillis() <= 0) {
      return this;
    }
    List<Measured> all = new ArrayList<>(measured(engine));
    all.add(new Measured(bytes, took.toMillis()));
    long now = folds + 1;
    Map<String, EngineHistory> more = new TreeMap<>(engines);
    more.put(
        engine, new EngineHistory(now, all.subList(Math.max(0, all.size() - KEPT), all.size())));
    more.values().removeIf(known -> now - known.last() >= REMEMBERED);
    return new Rates(now, more);
  }

  /** With {@code engine} being given work: whatever becomes of it, it is not unknown any more. */
  public Rates given(String engine) {
    if (isKnown(engine)) {
      return this;
    }
    Map<String, EngineHistory> more = new TreeMap<>(engines);
    more.put(engine, new EngineHistory(folds, List.of()));
    return new Rates(folds, more);
  }

  /** Whether it was given work lately, even if nothing was measured then. */
  public boolean isKnown(String engine) {
    return engines.containsKey(engine);
  }

  private List<Measured> measured(String engine) {
    return Optional.ofNullable(engines.get(engine)).map(EngineHistory::measured).orElse(List.of());
  }

  /** How many seconds {@code bytes} would take; empty if nothing was measured. */
  public OptionalDouble seconds(String engine, long bytes) {
    Optional<Pace> pace = pace(engine);
    return pace.isPresent() ? OptionalDouble.of(pace.get().seconds(bytes)) : OptionalDouble.empty();
  }

  /**
   * The line through what was measured, if that has a cost to begin with and a cost for each byte.
   * Sizes too much alike do not tell the two apart; then less is said to take as long, and more in
   * proportion longer. Empty if nothing was measured.
   */
  public Optional<Pace> pace(String engine) {
    List<Measured> all = measured(engine);
    if (all.isEmpty()) {
      return Optional.empty();
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
    return Optional.of(
        slope > 0 && fixed >= 0
            ? new Pace(fixed / 1000, 1000 / slope, 0)
            : new Pace(0, 1000 * meanBytes / meanMillis, meanBytes));
  }
}
