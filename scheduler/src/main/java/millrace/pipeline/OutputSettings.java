package millrace.pipeline;

import java.time.Duration;

/**
 * How long outputs are told.
 *
 * @param time how long those that are behind are told what they missed, before the next tick goes
 *     on
 * @param longest how long a single call may take before the output counts as away
 */
public record OutputSettings(Duration time, Duration longest) {
  /** The key of {@link #longest}, for messages. */
  public static final String WAIT = "millrace.output.wait";

  static OutputSettings read(SettingReader reader) {
    return new OutputSettings(reader.duration("millrace.output.time"), reader.duration(WAIT));
  }
}
