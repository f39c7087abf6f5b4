package millrace.pipeline;

import static millrace.pipeline.SettingReader.MEGABYTE;
import static millrace.pipeline.SettingReader.UNLIMITED;

/**
 * What a fold may use.
 *
 * @param memoryBytes memory of a fold: of all threads inline, of all jobs in a mapper
 * @param threads how many threads fold inline
 */
public record FoldSettings(long memoryBytes, int threads) {
  static FoldSettings read(SettingReader reader) {
    return new FoldSettings(
        reader.bytes("millrace.fold.memory.bytes", MEGABYTE, UNLIMITED),
        reader.processors("millrace.fold.threads"));
  }
}
