package millrace.mapreduce;

import java.io.IOException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.mapreduce.OutputCommitter;
import org.apache.hadoop.mapreduce.RecordWriter;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.lib.output.FileOutputCommitter;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;

/**
 * Runs in the directory of one attempt of a fold. They appear there when the job commits, by
 * version 1 of Hadoop's committer: version 2, its default, shows files of tasks before the job has
 * succeeded.
 */
final class RunOutputFormat extends FileOutputFormat<BytesWritable, BytesWritable> {
  @Override
  public RecordWriter<BytesWritable, BytesWritable> getRecordWriter(TaskAttemptContext context)
      throws IOException {
    Path directory = ((FileOutputCommitter) getOutputCommitter(context)).getWorkPath();
    return new RunRecordWriter(context, directory);
  }

  @Override
  public synchronized OutputCommitter getOutputCommitter(TaskAttemptContext context)
      throws IOException {
    int version =
        context
            .getConfiguration()
            .getInt(FileOutputCommitter.FILEOUTPUTCOMMITTER_ALGORITHM_VERSION, 2);
    if (version != 1) {
      throw new IOException(
          "%s must be 1, found %d: version 2 does not commit a job at once"
              .formatted(FileOutputCommitter.FILEOUTPUTCOMMITTER_ALGORITHM_VERSION, version));
    }
    return new FileOutputCommitter(getOutputPath(context), context);
  }
}
