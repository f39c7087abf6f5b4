package millrace.cut;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.io.IntWritable;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.io.Writable;
import org.apache.hadoop.mapreduce.InputFormat;
import org.apache.hadoop.mapreduce.InputSplit;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.RecordReader;
import org.apache.hadoop.mapreduce.TaskAttemptContext;

/**
 * One mapper for each file of a {@link CutPlan}: a file is hashed from its first byte to its last,
 * so it is never split.
 */
public final class CutInputFormat extends InputFormat<IntWritable, NullWritable> {
  @Override
  public List<InputSplit> getSplits(JobContext context) {
    CutPlan plan = CutPlan.read(context.getConfiguration());
    List<InputSplit> splits = new ArrayList<>();
    for (int file = 0; file < plan.files().size(); file++) {
      splits.add(new FileIndex(file, plan.files().get(file).length()));
    }
    return splits;
  }

  @Override
  public RecordReader<IntWritable, NullWritable> createRecordReader(
      InputSplit split, TaskAttemptContext context) {
    return new IndexReader();
  }

  /** Which file a mapper reads. */
  public static final class FileIndex extends InputSplit implements Writable {
    private int file;
    private long length;

    /** For Hadoop, which fills it by {@link #readFields}. */
    public FileIndex() {}

    FileIndex(int file, long length) {
      this.file = file;
      this.length = length;
    }

    @Override
    public long getLength() {
      return length;
    }

    @Override
    public String[] getLocations() {
      return new String[0];
    }

    @Override
    public void write(DataOutput out) throws IOException {
      out.writeInt(file);
      out.writeLong(length);
    }

    @Override
    public void readFields(DataInput in) throws IOException {
      file = in.readInt();
      length = in.readLong();
    }
  }

  private static final class IndexReader extends RecordReader<IntWritable, NullWritable> {
    private final IntWritable file = new IntWritable();
    private boolean read;

    @Override
    public void initialize(InputSplit split, TaskAttemptContext context) {
      file.set(((FileIndex) split).file);
    }

    @Override
    public boolean nextKeyValue() {
      boolean first = !read;
      read = true;
      return first;
    }

    @Override
    public IntWritable getCurrentKey() {
      return file;
    }

    @Override
    public NullWritable getCurrentValue() {
      return NullWritable.get();
    }

    @Override
    public float getProgress() {
      return read ? 1 : 0;
    }

    @Override
    public void close() {}
  }
}
