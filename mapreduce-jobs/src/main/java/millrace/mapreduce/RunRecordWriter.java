package millrace.mapreduce;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import millrace.aggregate.Slice;
import millrace.fold.Account;
import millrace.fold.FoldPlan;
import millrace.fold.TaskAggregates;
import millrace.run.RunDigest;
import millrace.run.RunWriter;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.mapreduce.RecordWriter;
import org.apache.hadoop.mapreduce.TaskAttemptContext;

/**
 * Writes the output of a reducer: a run file for one task after another, and a summary of all of
 * them at the end. A task whose account says that it failed, before its entries or after them, gets
 * no file.
 */
final class RunRecordWriter extends RecordWriter<BytesWritable, BytesWritable> {
  private final FoldPlan plan;
  private final TaskAggregates aggregates;
  private final FileSystem files;
  private final Path directory;
  private final int part;
  private final List<PartSummary.TaskOutput> written = new ArrayList<>();
  private final Slice entry = new Slice();
  private final Slice state = new Slice();

  /** The task whose entries arrive now; -1 before the first. */
  private int task = -1;

  private Account account = Account.NOTHING;
  private Optional<RunWriter> run = Optional.empty();

  RunRecordWriter(TaskAttemptContext context, Path directory) throws IOException {
    Configuration conf = context.getConfiguration();
    this.plan = CarriedPlan.read(conf);
    this.aggregates = new TaskAggregates(plan, conf.getClassLoader());
    this.files = directory.getFileSystem(conf);
    this.directory = directory;
    this.part = context.getTaskAttemptID().getTaskID().getId();
  }

  @Override
  public void write(BytesWritable key, BytesWritable value) throws IOException {
    if (ShuffleKey.task(key) != task) {
      finishTask();
      task = ShuffleKey.task(key);
    }
    if (ShuffleKey.isAccount(key)) {
      account = account.plus(Account.fromJson(value.getBytes(), value.getLength()));
      return;
    }
    if (run.isEmpty()) {
      run = Optional.of(open());
    }
    ShuffleKey.show(key, entry);
    state.set(value.getBytes(), 0, value.getLength());
    run.get().append(entry, state);
  }

  private Path file() {
    return new Path(directory, plan.fileName(task, part));
  }

  private RunWriter open() throws IOException {
    Path file = file();
    String job = plan.jobs().get(plan.tasks().get(task).job()).name();
    return new RunWriter(
        files.create(file, false),
        file.toString(),
        aggregates.of(task),
        job,
        part,
        plan.parts(),
        Long.MAX_VALUE);
  }

  private void finishTask() throws IOException {
    boolean failed = !account.failures().isEmpty();
    if (run.isPresent()) {
      run.get().close();
    }
    if (run.isPresent() && failed) {
      files.delete(file(), false);
    }
    if (run.isPresent() && !failed) {
      RunWriter finished = run.get();
      written.add(
          new PartSummary.TaskOutput(
              task, finished.bytes(), finished.entries(), finished.digest().toString(), account));
    } else if (task >= 0) {
      written.add(new PartSummary.TaskOutput(task, 0, 0, RunDigest.NOTHING.toString(), account));
    }
    run = Optional.empty();
    account = Account.NOTHING;
  }

  @Override
  public void close(TaskAttemptContext context) throws IOException {
    finishTask();
    try (OutputStream out = files.create(new Path(directory, PartSummary.fileName(part)), false)) {
      out.write(new PartSummary(PartSummary.FORMAT, part, written).toJson());
    }
  }
}
