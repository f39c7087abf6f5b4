package millrace.pipeline;

import static millrace.pipeline.SettingReader.GIGABYTE;
import static millrace.pipeline.SettingReader.KILOBYTE;
import static millrace.pipeline.SettingReader.MEGABYTE;
import static millrace.pipeline.SettingReader.UNLIMITED;

/**
 * How files are cut into records.
 *
 * @param recordMaxBytes the longest record
 * @param bufferBytes memory of the cut
 * @param jobMinBytes more bytes than this are cut by a MapReduce job
 */
public record CutSettings(int recordMaxBytes, long bufferBytes, long jobMinBytes) {
  static CutSettings read(SettingReader reader) {
    return new CutSettings(
        Math.toIntExact(reader.bytes("millrace.record.max.bytes", KILOBYTE, GIGABYTE)),
        reader.bytes("millrace.cut.buffer.bytes", MEGABYTE, UNLIMITED),
        reader.bytes("millrace.cut.job.min.bytes", 0, UNLIMITED));
  }
}
