package millrace.mapreduce;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import millrace.fold.Account;
import millrace.fold.FoldException;
import millrace.fold.FoldPlan;
import millrace.fold.PieceReader;
import millrace.fold.TaskBuilder;
import millrace.fold.UserCode;
import millrace.run.Cursor;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.BytesWritable;

/**
 * The work of a mapper: it has one folder for each task of the scan it reads, and empties them into
 * the shuffle when they take too much memory together and when the next scan begins.
 */
final class MapSide {
  private final FoldPlan plan;
  private final ClassLoader loader;
  private final long memoryBytes;
  private final TaskFailures failures;
  private final ShuffleOutput out;
  private final List<TaskBuilder> folders = new ArrayList<>();
  private final BytesWritable key = new BytesWritable();
  private final BytesWritable value = new BytesWritable();

  /** The scan the folders belong to; -1 before the first. */
  private int scan = -1;

  MapSide(Configuration conf, TaskFailures failures, ShuffleOutput out) {
    this.plan = CarriedPlan.read(conf);
    this.loader = conf.getClassLoader();
    this.memoryBytes = JobLimits.of(conf).memoryWithinHeap();
    this.failures = failures;
    this.out = out;
  }

  /** Takes the record the reader stands at. */
  void fold(PieceReader reader) throws IOException, InterruptedException {
    if (reader.scan() != scan) {
      finish();
      begin(reader.scan());
    }
    long memory = 0;
    for (int i = folders.size() - 1; i >= 0; i--) {
      TaskBuilder folder = folders.get(i);
      try {
        folder.fold(reader);
        memory += folder.memory();
      } catch (FoldException e) {
        failures.add(folder.task().index(), e);
        folders.remove(i);
      }
    }
    if (memory > memoryBytes) {
      drain();
    }
  }

  private void begin(int next) throws FoldException {
    scan = next;
    for (FoldPlan.Task task : tasks()) {
      try {
        folders.add(new TaskBuilder(plan, task, loader));
      } catch (FoldException e) {
        failures.add(task.index(), e);
      }
    }
  }

  /** The tasks of this scan. */
  private List<FoldPlan.Task> tasks() {
    return plan.tasks().stream().filter(task -> task.scan() == scan).toList();
  }

  private void drain() throws IOException, InterruptedException {
    for (TaskBuilder folder : List.copyOf(folders)) {
      try {
        drain(folder);
      } catch (FoldException e) {
        failures.add(folder.task().index(), e);
        folders.removeIf(it -> it.task().equals(folder.task()));
      }
    }
  }

  private void drain(TaskBuilder folder) throws IOException, InterruptedException {
    try (Cursor cursor = folder.drain()) {
      while (cursor.next()) {
        ShuffleKey.setEntry(key, folder.task().index(), cursor.key());
        value.set(cursor.state().array(), cursor.state().offset(), cursor.state().length());
        out.write(key, value);
      }
    } catch (RuntimeException | Error e) {
      throw FoldException.ofStates(plan, folder.task(), UserCode.blamed(e));
    }
  }

  /**
   * Hands on the states that are held, and the accounts. The accounts go through the shuffle, so
   * that they are exact however often a task is tried.
   */
  void finish() throws IOException, InterruptedException {
    // In the order of the shuffle's keys, so that nothing has to be sorted again.
    for (TaskBuilder folder : folders) {
      say(folder.task(), folder.account());
      try {
        drain(folder);
      } catch (FoldException e) {
        failures.add(folder.task().index(), e);
      }
    }
    for (FoldPlan.Task task : tasks()) {
      Optional<String> failure = failures.of(task.index());
      if (failure.isPresent()) {
        say(task, Account.failed(failure.get()));
      }
    }
    folders.clear();
  }

  private void say(FoldPlan.Task task, Account account) throws IOException, InterruptedException {
    ShuffleKey.setAccount(key, task.index());
    byte[] json = account.toJson();
    value.set(json, 0, json.length);
    out.write(key, value);
  }
}
