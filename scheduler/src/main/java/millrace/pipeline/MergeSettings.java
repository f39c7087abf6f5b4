package millrace.pipeline;

import static millrace.pipeline.SettingReader.MEGABYTE;
import static millrace.pipeline.SettingReader.UNLIMITED;

/**
 * How runs are merged and split into files.
 *
 * @param fanIn how many runs are merged in one pass
 * @param jobMinBytes on YARN, runs that together have more bytes than this are merged by a
 *     MapReduce job
 * @param partMaxBytes about how large a part of a run is
 */
public record MergeSettings(int fanIn, long jobMinBytes, long partMaxBytes) {
  static MergeSettings read(SettingReader reader) {
    return new MergeSettings(
        reader.number("millrace.merge.fan-in", 2, 1024),
        reader.bytes("millrace.merge.job.min.bytes", 0, UNLIMITED),
        reader.bytes("millrace.part.max.bytes", MEGABYTE, UNLIMITED));
  }
}
