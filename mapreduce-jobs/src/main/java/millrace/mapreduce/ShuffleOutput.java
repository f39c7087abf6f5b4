package millrace.mapreduce;

import java.io.IOException;
import org.apache.hadoop.io.BytesWritable;

/** Where a task of a MapReduce job writes; what it is handed is copied before it returns. */
@FunctionalInterface
interface ShuffleOutput {
  void write(BytesWritable key, BytesWritable value) throws IOException, InterruptedException;
}
