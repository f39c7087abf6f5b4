package millrace.mapreduce;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.io.Writable;
import org.apache.hadoop.mapreduce.InputFormat;
import org.apache.hadoop.mapreduce.InputSplit;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.RecordReader;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.security.TokenCache;

/** A task for each part of the merged run; it opens its files itself. */
final class MergeInputFormat extends InputFormat<NullWritable, NullWritable> {
  /** Which part a task makes. */
  static final class Split extends InputSplit implements Writable {
    private int part;
    private long length;

    /** For Hadoop, which fills it by {@link #readFields}. */
    Split() {}

    Split(int part, long length) {
      this.part = part;
      this.length = length;
    }

    int part() {
      return part;
    }

    @Override
    public long getLength() {
      return length;
    }

    @Override
    public String[] getLocations() {
      return new String[0]; // its files are of many runs, on as many nodes
    }

    @Override
    public void write(DataOutput out) throws IOException {
      out.writeInt(part);
      out.writeLong(length);
    }

    @Override
    public void readFields(DataInput in) throws IOException {
      part = in.readInt();
      length = in.readLong();
    }

    @Override
    public String toString() {
      return "part " + part;
    }
  }

  @Override
  public List<InputSplit> getSplits(JobContext context) throws IOException {
    MergeJobPlan plan = MergeJobPlan.read(context.getConfiguration());
    Path[] paths = plan.inputs().stream().map(input -> new Path(input.uri())).toArray(Path[]::new);
    TokenCache.obtainTokensForNamenodes(
        context.getCredentials(), paths, context.getConfiguration());
    List<InputSplit> splits = new ArrayList<>();
    for (int part = 0; part < plan.parts(); part++) {
      splits.add(
          new Split(
              part, plan.inputsOf(part).stream().mapToLong(MergeJobPlan.MergeInput::length).sum()));
    }
    return splits;
  }

  @Override
  public RecordReader<NullWritable, NullWritable> createRecordReader(
      InputSplit split, TaskAttemptContext context) {
    return new Nothing();
  }

  /** Gives no records: entries go from the cursor straight to the file. */
  private static final class Nothing extends RecordReader<NullWritable, NullWritable> {
    @Override
    public void initialize(InputSplit split, TaskAttemptContext context) {}

    @Override
    public boolean nextKeyValue() {
      return false;
    }

    @Override
    public NullWritable getCurrentKey() {
      return NullWritable.get();
    }

    @Override
    public NullWritable getCurrentValue() {
      return NullWritable.get();
    }

    @Override
    public float getProgress() {
      return 0;
    }

    @Override
    public void close() {}
  }
}
