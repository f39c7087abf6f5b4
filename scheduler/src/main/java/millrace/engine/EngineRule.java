package millrace.engine;

import static millrace.pipeline.EngineSettings.INLINE_MAX_BYTES;
import static millrace.pipeline.EngineSettings.LOCAL_INLINE_MAX_BYTES;
import static millrace.pipeline.EngineSettings.UBER_MAX_BYTES;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import millrace.pipeline.ByteSize;
import millrace.pipeline.EngineChoice;
import millrace.pipeline.EngineSettings;
import millrace.state.Piece;
import millrace.state.Rates;
import millrace.state.Work;

/**
 * Chooses the engine for a fold: of the engines that the settings allow for its size, the one that
 * starts quickest, unless another was measured to be clearly faster.
 *
 * <p>An engine that was never measured would never be chosen, so containers are tried once, because
 * only containers run mappers at the same time. They are tried when the engine that starts quickest
 * was measured, and containers should clearly beat it if they start in {@link #START} seconds and
 * divide its time among them as the pieces are divided among mappers. After that the measurements
 * decide. When containers have not been measured for long, {@link Rates} forgets them, and they are
 * tried again. A failed try counts as a try. Work that one mapper would read alone is never tried,
 * because nothing would be divided. The other engines are never tried: uber runs one mapper after
 * the other, local does the same unless Hadoop is told otherwise, and inline starts before them.
 *
 * @param settings what the operator allows
 * @param onYarn whether MapReduce runs on YARN
 * @param splitMaxBytes the most that one mapper reads, unless a single piece is larger
 */
record EngineRule(EngineSettings settings, boolean onYarn, long splitMaxBytes) {
  static final String INLINE = "inline";
  static final String LOCAL = "local";
  static final String UBER = "uber";
  static final String YARN = "yarn";

  /**
   * Another engine is clearly faster if it needs less than this part of the time of the engine that
   * starts quickest.
   */
  private static final double CLEARLY = 0.8;

  /**
   * How many seconds a job in containers takes at least. A bucket of 4 MB, which takes no time to
   * fold, took about as long on YARN (see the page of figures).
   */
  private static final double START = 10;

  /**
   * An engine that was chosen.
   *
   * @param reason for the operator
   */
  record Chosen(String engine, String reason) {}

  /** Chooses by size, and by what was measured. */
  Chosen choose(Work work, Rates rates) {
    long bytes = work.bytes();
    Chosen first = bySize(bytes);
    OptionalDouble expected = rates.seconds(first.engine(), bytes);
    if (settings.choice() != EngineChoice.AUTO || expected.isEmpty()) {
      return first;
    }
    double its = expected.getAsDouble();
    String against = "%s %s".formatted(first.engine(), seconds(its));
    Chosen best = first;
    double least = its * CLEARLY;
    for (Chosen other : allowed(bytes)) {
      String engine = other.engine();
      OptionalDouble measured = rates.seconds(engine, bytes);
      double seconds = measured.orElse(START + its * share(work));
      if (seconds < least && (measured.isPresent() || isToTry(engine, rates))) {
        least = seconds;
        String how =
            measured.isPresent() ? "about %s as measured" : "a try: about %s if shared out";
        best = new Chosen(engine, how.formatted(seconds(seconds)) + ", " + against);
      }
    }
    return best;
  }

  /** Chooses by size alone. */
  Chosen bySize(long bytes) {
    String engine = settings.choice().name().toLowerCase(Locale.ROOT);
    return settings.choice() == EngineChoice.AUTO
        ? allowed(bytes).get(0)
        : new Chosen(engine, EngineSettings.CHOICE + "=" + engine);
  }

  private static boolean isToTry(String engine, Rates rates) {
    return engine.equals(YARN) && !rates.isKnown(YARN);
  }

  /** The part of all bytes that is read by the mapper with the most of them. No piece is split. */
  private double share(Work work) {
    long largest = work.pieces().stream().mapToLong(Piece::length).max().orElse(0);
    return Math.min(1, (double) Math.max(largest, splitMaxBytes) / work.bytes());
  }

  private static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.1f s", seconds);
  }

  /**
   * The engines that the settings allow for this size. The one that starts quickest comes first.
   */
  private List<Chosen> allowed(long bytes) {
    List<Chosen> allowed = new ArrayList<>();
    long inline = settings.inlineMaxBytes();
    long localInline = settings.localInlineMaxBytes();
    long uber = settings.uberMaxBytes();
    if (onYarn) {
      if (inline > 0 && bytes <= inline) {
        allowed.add(new Chosen(INLINE, atMost(INLINE_MAX_BYTES, inline)));
      }
      if (bytes <= uber) {
        allowed.add(new Chosen(UBER, atMost(UBER_MAX_BYTES, uber)));
      }
      allowed.add(new Chosen(YARN, moreThan(UBER_MAX_BYTES, uber)));
    } else {
      if (bytes <= localInline) {
        allowed.add(new Chosen(INLINE, atMost(LOCAL_INLINE_MAX_BYTES, localInline)));
      }
      allowed.add(new Chosen(LOCAL, moreThan(LOCAL_INLINE_MAX_BYTES, localInline)));
    }
    return allowed;
  }

  private static String atMost(String key, long limit) {
    return "at most %s=%s".formatted(key, ByteSize.format(limit));
  }

  private static String moreThan(String key, long limit) {
    return "more than %s=%s".formatted(key, ByteSize.format(limit));
  }
}
