package millrace.job;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import millrace.record.Formats;
import millrace.record.RecordFormat;
import millrace.run.Cursor;
import millrace.run.PartedRun;
import millrace.run.RunFiles;
import org.apache.hadoop.conf.Configuration;

/**
 * Folds a plan in this JVM, without submitting anything: each scan reads its pieces once for all of
 * its jobs. What does not fit into memory goes to temporary files. A job that fails takes only its
 * own task along, a piece that cannot be read only the tasks of its scan; where runs or temporary
 * files cannot be written, all ends with an exception.
 */
public final class InlineFold {
  private final Configuration conf;
  private final ClassLoader loader;
  private final Path scratch;
  private final long memoryBytes;

  /**
   * An engine; it may run any number of plans.
   *
   * @param conf finds the pieces' file systems
   * @param loader finds classes of the user's own
   * @param scratch a directory for temporary files, which are gone when {@link #run} returns
   * @param memoryBytes about how much memory keys and states may take
   */
  public InlineFold(Configuration conf, ClassLoader loader, Path scratch, long memoryBytes) {
    this.conf = conf;
    this.loader = loader;
    this.scratch = scratch;
    this.memoryBytes = memoryBytes;
  }

  /**
   * Runs all tasks of {@code plan}.
   *
   * @param files where the runs go
   * @return one result per task, in order of {@link FoldPlan#tasks}
   * @throws IOException if runs or temporary files cannot be written
   * @throws IllegalArgumentException if there is no such format
   */
  public List<TaskResult> run(FoldPlan plan, RunFiles files) throws IOException {
    RecordFormat format = Formats.of(plan.format(), loader);
    List<TaskResult> results = new ArrayList<>();
    for (int scan = 0; scan < plan.scans().size(); scan++) {
      results.addAll(new Scanning(plan, scan, format, files).run());
    }
    return List.copyOf(results);
  }

  /** One scan on its way. */
  private final class Scanning {
    private final FoldPlan plan;
    private final int scan;
    private final RecordFormat format;
    private final RunFiles files;
    private final List<Live> live = new ArrayList<>();
    private final Map<FoldPlan.Task, FoldException> failures = new HashMap<>();

    Scanning(FoldPlan plan, int scan, RecordFormat format, RunFiles files) {
      this.plan = plan;
      this.scan = scan;
      this.format = format;
      this.files = files;
    }

    List<TaskResult> run() throws IOException {
      Map<FoldPlan.Task, TaskResult> results =
          new TreeMap<>(Comparator.comparingInt(FoldPlan.Task::index));
      try {
        begin();
        for (Piece piece : plan.scans().get(scan).pieces()) {
          read(piece);
        }
        for (Live one : List.copyOf(live)) {
          try {
            results.put(one.folder.task(), write(one));
          } catch (FoldException e) {
            drop(one, e);
          }
        }
      } finally {
        for (Live one : live) {
          one.spills.close();
        }
      }
      failures.forEach((task, failure) -> results.put(task, TaskResult.failed(task, failure)));
      return List.copyOf(results.values());
    }

    private void begin() {
      for (FoldPlan.Task task : plan.tasks()) {
        if (task.scan() == scan) {
          try {
            live.add(new Live(new TaskFolder(plan, task, loader)));
          } catch (FoldException e) {
            failures.put(task, e);
          }
        }
      }
    }

    private void read(Piece piece) throws IOException {
      if (live.isEmpty()) {
        return;
      }
      try (PieceReader reader = PieceReader.open(plan, scan, piece, format, conf)) {
        while (!live.isEmpty() && reader.next()) {
          foldIntoAll(reader);
          spillWhatIsTooMuch();
        }
      } catch (FoldException e) {
        // The reader's: those of jobs are caught where they happen.
        for (Live one : List.copyOf(live)) {
          drop(one, e);
        }
      }
    }

    private void foldIntoAll(PieceReader reader) throws IOException {
      for (int i = live.size() - 1; i >= 0; i--) {
        try {
          live.get(i).folder.fold(reader);
        } catch (FoldException e) {
          drop(live.get(i), e);
        }
      }
    }

    private void spillWhatIsTooMuch() throws IOException {
      long memory = 0;
      for (Live one : live) {
        memory += one.folder.memory();
      }
      while (memory > memoryBytes) {
        Live largest = Collections.max(live, Comparator.comparingLong(one -> one.folder.memory()));
        memory -= largest.folder.memory();
        try {
          spill(largest);
        } catch (FoldException e) {
          drop(largest, e);
        }
      }
    }

    private void spill(Live one) throws IOException {
      try {
        one.spills.add(one.folder.drain());
      } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
        throw FoldException.ofStates(plan, one.folder.task(), e);
      }
    }

    private TaskResult write(Live one) throws IOException {
      FoldPlan.Task task = one.folder.task();
      PartedRun run =
          new PartedRun(
              plan.parts(),
              part -> plan.fileName(task.index(), part),
              files,
              one.folder.aggregate(),
              plan.jobs().get(task.job()).name());
      try {
        try (run;
            Cursor all = one.spills.mergedWith(one.folder.drain())) {
          run.appendAll(all);
        }
        Account account = one.folder.account();
        return new TaskResult(
            task,
            Optional.empty(),
            run.written(),
            run.entries(),
            run.digest(),
            account.tally(),
            account.rejections());
      } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
        throw FoldException.ofStates(plan, one.folder.task(), e);
      }
    }

    private void drop(Live one, FoldException failure) throws IOException {
      live.remove(one);
      failures.put(one.folder.task(), failure);
      one.spills.close();
    }
  }

  /** A task that has not failed, and what it could not keep in memory. */
  private final class Live {
    private final TaskFolder folder;
    private final Spills spills;

    Live(TaskFolder folder) {
      this.folder = folder;
      this.spills = new Spills(scratch, folder.aggregate());
    }
  }
}
