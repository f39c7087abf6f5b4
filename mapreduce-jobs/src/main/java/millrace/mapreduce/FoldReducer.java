package millrace.mapreduce;

import java.io.IOException;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.mapreduce.Reducer;

/** Joins what was said about a key, and the accounts of a task. */
final class FoldReducer
    extends Reducer<BytesWritable, BytesWritable, BytesWritable, BytesWritable> {
  @Override
  public void run(Context context) throws IOException, InterruptedException {
    try {
      ReduceSide side =
          new ReduceSide(context.getConfiguration(), TaskFailures.of(context), context::write);
      while (context.nextKey()) {
        side.join(context.getCurrentKey(), context.getValues());
      }
    } catch (IOException | RuntimeException | Error e) {
      FailureNote.leave(context, e);
      throw e;
    }
  }
}
