package millrace.job;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import millrace.run.Cursor;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.BytesWritable;

/**
 * What a mapper does: one folder per task of the scan it reads, emptied into the shuffle when all
 * together take too much memory and when the next scan begins.
 */
final class MapSide {
  private final FoldPlan plan;
  private final ClassLoader loader;
  private final long memoryBytes;
  private final ShuffleOutput out;
  private final List<TaskFolder> folders = new ArrayList<>();
  private final BytesWritable key = new BytesWritable();
  private final BytesWritable value = new BytesWritable();

  /** The scan the folders belong to; -1 before the first. */
  private int scan = -1;

  MapSide(Configuration conf, ShuffleOutput out) {
    this.plan = FoldJob.plan(conf);
    this.loader = conf.getClassLoader();
    this.memoryBytes = FoldJob.memoryBytes(conf);
    this.out = out;
  }

  /** Takes the record the reader stands at. */
  void fold(PieceReader reader) throws IOException, InterruptedException {
    if (reader.scan() != scan) {
      finish();
      begin(reader.scan());
    }
    long memory = 0;
    for (TaskFolder folder : folders) {
      folder.fold(reader);
      memory += folder.memory();
    }
    if (memory > memoryBytes) {
      for (TaskFolder folder : folders) {
        drain(folder);
      }
    }
  }

  private void begin(int next) throws FoldException {
    scan = next;
    for (FoldPlan.Task task : plan.tasks()) {
      if (task.scan() == scan) {
        folders.add(new TaskFolder(plan, task, loader));
      }
    }
  }

  private void drain(TaskFolder folder) throws IOException, InterruptedException {
    try (Cursor cursor = folder.drain()) {
      while (cursor.next()) {
        ShuffleKey.setEntry(key, folder.task().index(), cursor.key());
        value.set(cursor.state().array(), cursor.state().offset(), cursor.state().length());
        out.write(key, value);
      }
    } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
      throw FoldException.ofStates(plan, folder.task(), e);
    }
  }

  /**
   * Hands on what is held, and the accounts: through the shuffle, so that they are exact however
   * often a task is tried.
   */
  void finish() throws IOException, InterruptedException {
    for (TaskFolder folder : folders) {
      drain(folder);
      ShuffleKey.setAccount(key, folder.task().index());
      byte[] account = folder.account().toJson();
      value.set(account, 0, account.length);
      out.write(key, value);
    }
    folders.clear();
  }
}
