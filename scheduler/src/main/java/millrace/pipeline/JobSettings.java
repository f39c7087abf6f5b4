package millrace.pipeline;

import static millrace.pipeline.SettingReader.KILOBYTE;
import static millrace.pipeline.SettingReader.UNLIMITED;

/**
 * How MapReduce jobs are made.
 *
 * @param maxBuckets how many buckets one MapReduce job computes
 * @param atOnce how many MapReduce jobs of a backlog are on the cluster at once
 * @param splitMaxBytes how many bytes of pieces one mapper reads
 * @param smallMaxBytes a job that reads at most this many bytes gets the settings of a small one
 */
public record JobSettings(int maxBuckets, int atOnce, long splitMaxBytes, long smallMaxBytes) {
  static JobSettings read(SettingReader reader) {
    return new JobSettings(
        reader.number("millrace.job.max.buckets", 1, 10_000),
        reader.number("millrace.jobs.at-once", 1, 1000),
        reader.bytes("millrace.split.max.bytes", KILOBYTE, UNLIMITED),
        reader.bytes("millrace.small.job.max.bytes", 0, UNLIMITED));
  }
}
