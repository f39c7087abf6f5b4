package millrace.cut;

import java.util.Map;
import millrace.plugin.Formats;
import millrace.record.FormatSpec;
import millrace.record.RecordFormat;
import millrace.record.TimeSource;

/**
 * Everything that decides where one record goes.
 *
 * @param spec the record format as the pipeline file names it
 * @param format the same, configured
 * @param time where the event time comes from
 * @param buckets which bucket may take it
 * @param recordBytes the longest record, in bytes
 */
public record RecordRules(
    FormatSpec spec, RecordFormat format, TimeSource time, BucketRules buckets, int recordBytes) {

  /** The same rules as values, which a MapReduce job takes along. */
  record Portable(FormatSpec spec, Map<String, Object> time, BucketRules buckets, int recordBytes) {
    RecordRules unpack(ClassLoader loader) {
      return new RecordRules(
          spec, Formats.of(spec, loader), TimeSource.of(time), buckets, recordBytes);
    }
  }

  Portable pack() {
    return new Portable(spec, time.definition(), buckets, recordBytes);
  }
}
