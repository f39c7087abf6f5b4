package millrace.mapreduce;

import java.io.IOException;
import millrace.fold.PieceReader;
import millrace.job.Event;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.mapreduce.Mapper;

/** Folds the records of its split for the tasks of their scans. */
final class FoldMapper extends Mapper<PieceReader, Event, BytesWritable, BytesWritable> {
  @Override
  public void run(Context context) throws IOException, InterruptedException {
    try {
      MapSide side =
          new MapSide(context.getConfiguration(), TaskFailures.of(context), context::write);
      while (context.nextKeyValue()) {
        side.fold(context.getCurrentKey());
      }
      side.finish();
    } catch (IOException | RuntimeException | Error e) {
      FailureNote.leave(context, e);
      throw e;
    }
  }
}
