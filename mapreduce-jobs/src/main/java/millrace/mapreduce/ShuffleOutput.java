package millrace.mapreduce;

import java.io.IOException;
import org.apache.hadoop.io.BytesWritable;

/**
 * Where a task of a MapReduce job writes. Keys and values are copied before {@code write} returns.
 */
@FunctionalInterface
interface ShuffleOutput {
  void write(BytesWritable key, BytesWritable value) throws IOException, InterruptedException;
}
