package millrace.pipeline;

import static millrace.pipeline.SettingReader.UNLIMITED;

/**
 * Where jobs run.
 *
 * @param choice the engine, or that it is chosen by size
 * @param inlineMaxBytes where MapReduce runs on YARN, a bucket of at most this many bytes runs
 *     inline
 * @param localInlineMaxBytes where MapReduce runs locally, a bucket of at most this many bytes runs
 *     inline
 * @param uberMaxBytes a bucket of at most this many bytes runs inside the application master
 */
public record EngineSettings(
    EngineChoice choice, long inlineMaxBytes, long localInlineMaxBytes, long uberMaxBytes) {
  /** The key of {@link #choice}. */
  public static final String CHOICE = "millrace.engine";

  /** The key of {@link #inlineMaxBytes}. */
  public static final String INLINE_MAX_BYTES = "millrace.inline.max.bytes";

  /** The key of {@link #localInlineMaxBytes}. */
  public static final String LOCAL_INLINE_MAX_BYTES = "millrace.local.inline.max.bytes";

  /** The key of {@link #uberMaxBytes}. */
  public static final String UBER_MAX_BYTES = "millrace.uber.max.bytes";

  static EngineSettings read(SettingReader reader) {
    return new EngineSettings(
        reader.choice(CHOICE, EngineChoice.class),
        reader.bytes(INLINE_MAX_BYTES, 0, UNLIMITED),
        reader.bytes(LOCAL_INLINE_MAX_BYTES, 0, UNLIMITED),
        reader.bytes(UBER_MAX_BYTES, 0, UNLIMITED));
  }
}
