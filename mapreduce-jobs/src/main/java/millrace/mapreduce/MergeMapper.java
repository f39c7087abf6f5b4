package millrace.mapreduce;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import millrace.aggregate.Aggregate;
import millrace.aggregate.Cell;
import millrace.aggregate.Slice;
import millrace.job.Jobs;
import millrace.run.Closing;
import millrace.run.Cursor;
import millrace.run.KeyHash;
import millrace.run.MergeCursor;
import millrace.run.RunDigest;
import millrace.run.RunReader;
import millrace.run.RunWriter;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapreduce.Mapper;
import org.apache.hadoop.mapreduce.lib.output.FileOutputCommitter;

/** Merges one part of all inputs into one part of the output. */
final class MergeMapper extends Mapper<NullWritable, NullWritable, NullWritable, NullWritable> {
  /** After how many entries it tells Hadoop that it is alive. */
  private static final int ALIVE = 1 << 14;

  @Override
  public void run(Context context) throws IOException, InterruptedException {
    try {
      merge(context);
    } catch (IOException | RuntimeException | Error e) {
      FailureNote.leave(context, e);
      throw e;
    }
  }

  private static void merge(Context context) throws IOException {
    Configuration conf = context.getConfiguration();
    MergeJobPlan plan = MergeJobPlan.read(conf);
    int part = ((MergeInputFormat.Split) context.getInputSplit()).part();
    Aggregate<?, ?, List<Cell>> aggregate =
        Jobs.create(plan.job(), conf.getClassLoader()).aggregate();
    Path directory = ((FileOutputCommitter) context.getOutputCommitter()).getWorkPath();
    FileSystem files = directory.getFileSystem(conf);
    Path file = new Path(directory, plan.fileName(part));
    List<PartCursor> inputs = open(plan, part, aggregate, conf);
    long length = 0;
    long entries = 0;
    RunDigest digest = RunDigest.NOTHING;
    try (Cursor all = MergeCursor.of(inputs, aggregate)) {
      if (all.next()) {
        RunWriter run =
            new RunWriter(
                files.create(file, false),
                file.toString(),
                aggregate,
                plan.job().name(),
                part,
                plan.parts(),
                plan.entries());
        try (run) {
          do {
            run.append(all.key(), all.state());
            if (run.entries() % ALIVE == 0) {
              context.progress();
            }
          } while (all.next());
        }
        length = run.bytes();
        entries = run.entries();
        digest = run.digest();
      }
    }
    long read = inputs.stream().mapToLong(PartCursor::read).sum();
    try (OutputStream out = files.create(new Path(directory, MergedPart.fileName(part)), false)) {
      out.write(
          new MergedPart(MergedPart.FORMAT, part, read, length, entries, digest.toString())
              .toJson());
    }
  }

  private static List<PartCursor> open(
      MergeJobPlan plan, int part, Aggregate<?, ?, ?> aggregate, Configuration conf)
      throws IOException {
    return Closing.openEach(
        plan.inputsOf(part),
        input -> {
          Path path = new Path(input.uri());
          RunReader reader =
              new RunReader(
                  path.getFileSystem(conf).open(path), input.length(), input.uri(), aggregate.id());
          return new PartCursor(reader, part, plan.parts());
        });
  }

  /** The entries of a file that belong to a part. */
  private static final class PartCursor implements Cursor {
    private final Cursor all;
    private final int part;
    private final int parts;
    private long read;

    PartCursor(Cursor all, int part, int parts) {
      this.all = all;
      this.part = part;
      this.parts = parts;
    }

    long read() {
      return read;
    }

    @Override
    public boolean next() throws IOException {
      while (all.next()) {
        if (KeyHash.part(all.key(), parts) == part) {
          read++;
          return true;
        }
      }
      return false;
    }

    @Override
    public Slice key() {
      return all.key();
    }

    @Override
    public Slice state() {
      return all.state();
    }

    @Override
    public void close() throws IOException {
      all.close();
    }
  }
}
