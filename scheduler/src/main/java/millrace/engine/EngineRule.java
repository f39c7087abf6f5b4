package millrace.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import millrace.pipeline.ByteSize;
import millrace.pipeline.EngineChoice;
import millrace.pipeline.Settings;
import millrace.snapshot.Rates;

/**
 * Which engine folds how much: of those that the settings allow for the size, the one that starts
 * quickest, unless another was measured to be clearly faster.
 *
 * @param wanted as {@code millrace.engine} says
 * @param onYarn whether MapReduce runs on YARN
 * @param inlineMaxBytes the most that is folded inline where it does
 * @param localInlineMaxBytes and where it does not
 * @param uberMaxBytes the most that is folded inside an application master
 */
record EngineRule(
    EngineChoice wanted,
    boolean onYarn,
    long inlineMaxBytes,
    long localInlineMaxBytes,
    long uberMaxBytes) {
  static final String INLINE = "inline";
  static final String LOCAL = "local";
  static final String UBER = "uber";
  static final String YARN = "yarn";

  /** So much of the time of the engine that starts quickest another must not need. */
  private static final double CLEARLY = 0.8;

  static EngineRule of(Settings settings, boolean onYarn) {
    return new EngineRule(
        settings.engine(),
        onYarn,
        settings.inlineMaxBytes(),
        settings.localInlineMaxBytes(),
        settings.uberMaxBytes());
  }

  /**
   * An engine that was chosen.
   *
   * @param reason for the operator
   */
  record Chosen(String engine, String reason) {}

  /** Chooses by size, and by what was measured. */
  Chosen choose(long bytes, Rates rates) {
    if (wanted != EngineChoice.AUTO) {
      String engine = wanted.name().toLowerCase(Locale.ROOT);
      return new Chosen(engine, "millrace.engine=" + engine);
    }
    List<Chosen> allowed = allowed(bytes);
    Chosen first = allowed.get(0);
    OptionalDouble expected = rates.seconds(first.engine(), bytes);
    if (expected.isEmpty()) {
      return first;
    }
    Chosen best = first;
    double least = expected.getAsDouble() * CLEARLY;
    for (Chosen other : allowed.subList(1, allowed.size())) {
      OptionalDouble its = rates.seconds(other.engine(), bytes);
      if (its.isPresent() && its.getAsDouble() < least) {
        least = its.getAsDouble();
        best =
            new Chosen(
                other.engine(),
                "about %s as measured, %s %s"
                    .formatted(seconds(least), first.engine(), seconds(expected.getAsDouble())));
      }
    }
    return best;
  }

  private static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.1f s", seconds);
  }

  /** What the settings allow for this size, what starts quickest first. */
  private List<Chosen> allowed(long bytes) {
    List<Chosen> allowed = new ArrayList<>();
    if (onYarn) {
      if (inlineMaxBytes > 0 && bytes <= inlineMaxBytes) {
        allowed.add(new Chosen(INLINE, atMost("millrace.inline.max.bytes", inlineMaxBytes)));
      }
      if (bytes <= uberMaxBytes) {
        allowed.add(new Chosen(UBER, atMost("millrace.uber.max.bytes", uberMaxBytes)));
      }
      allowed.add(new Chosen(YARN, moreThan("millrace.uber.max.bytes", uberMaxBytes)));
    } else {
      if (bytes <= localInlineMaxBytes) {
        String key = "millrace.local.inline.max.bytes";
        allowed.add(new Chosen(INLINE, atMost(key, localInlineMaxBytes)));
      }
      allowed.add(
          new Chosen(LOCAL, moreThan("millrace.local.inline.max.bytes", localInlineMaxBytes)));
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
