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
 * Which engine folds how much: of those that the settings allow for the size, the one that starts
 * quickest, unless another was measured to be clearly faster.
 *
 * <p>What was never measured cannot be faster, so containers, the only ones that work at the same
 * time, are tried: once, where the engine that starts quickest was measured, and would be clearly
 * beaten by containers that start in {@link #START} seconds and then share its time among them as
 * the pieces are shared among mappers. After that the measurements decide; and when they have told
 * nothing of containers for long, {@link Rates} forgets them, and they are tried again. A try that
 * comes to nothing counts as one. What one mapper would read alone is never given to try, for
 * nothing is shared then. Neither are the other engines: uber runs one mapper after the other, so
 * does local unless Hadoop is told otherwise, and inline starts before them.
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

  /** So much of the time of the engine that starts quickest another must not need. */
  private static final double CLEARLY = 0.8;

  /**
   * So many seconds a job in containers takes at least: a bucket of 4 MB, which is nothing to fold,
   * took about as many on YARN (see the page of figures).
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

  /** Of all bytes, those that the mapper with the most of them reads; no piece is split. */
  private double share(Work work) {
    long largest = work.pieces().stream().mapToLong(Piece::length).max().orElse(0);
    return Math.min(1, (double) Math.max(largest, splitMaxBytes) / work.bytes());
  }

  private static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.1f s", seconds);
  }

  /** What the settings allow for this size, what starts quickest first. */
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
