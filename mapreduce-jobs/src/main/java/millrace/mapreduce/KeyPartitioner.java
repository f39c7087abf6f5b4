package millrace.mapreduce;

import millrace.aggregate.Slice;
import millrace.run.KeyHash;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.mapreduce.Partitioner;

/**
 * Sends each entry to the reducer that writes its part, and accounts to the one that writes the
 * part of the empty key.
 */
final class KeyPartitioner extends Partitioner<BytesWritable, BytesWritable> {
  private final Slice key = new Slice();

  @Override
  public int getPartition(BytesWritable shuffleKey, BytesWritable value, int parts) {
    ShuffleKey.show(shuffleKey, key);
    return KeyHash.part(key, parts);
  }
}
