package millrace.run;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonConfigurationKeysPublic;
import org.apache.hadoop.io.Text;

/**
 * What writer and reader of runs must agree on: the names in a file's metadata, and how much of it
 * is in memory at once.
 */
final class RunFormat {
  static final String VERSION = "millrace-run/1";

  static final Text FORMAT = new Text("millrace.format");
  static final Text AGGREGATE = new Text("millrace.aggregate");
  static final Text JOB = new Text("millrace.job");

  /** Bytes of keys and states that are compressed together, and that a reader holds at once. */
  private static final int BLOCK_BYTES = 128 << 10;

  private RunFormat() {}

  /** The few settings a SequenceFile reads, the same on every machine. */
  static Configuration configuration() {
    Configuration conf = new Configuration(false);
    conf.setInt(CommonConfigurationKeysPublic.IO_SEQFILE_COMPRESS_BLOCKSIZE_KEY, BLOCK_BYTES);
    return conf;
  }
}
