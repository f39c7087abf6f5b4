package millrace.fold;

import static java.util.stream.Collectors.groupingBy;

import java.io.Closeable;
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
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import millrace.run.Closing;
import millrace.run.Cursor;
import millrace.run.PartedRun;
import millrace.run.RunFiles;
import org.apache.hadoop.conf.Configuration;

/**
 * Folds a plan in this JVM, without submitting anything: each scan reads its pieces once for all of
 * its jobs. Small scans are read at the same time, each by one thread; a large one gets several for
 * its pieces. What does not fit into memory goes to temporary files. A job that fails takes only
 * its own task with it, and a piece that cannot be read only the tasks of its scan. If runs or
 * temporary files cannot be written, no further scan is begun and the fold ends with an exception.
 * The result is the same for any number of threads.
 */
public final class InlineFold {
  /** A second thread does not pay for fewer bytes than this: they are read before it has begun. */
  private static final long BYTES_PER_THREAD = 8L << 20;

  private final Configuration conf;
  private final ClassLoader loader;
  private final Path scratch;
  private final long memoryBytes;
  private final int threads;
  private final long bytesPerThread;

  /**
   * An engine; it may run any number of plans.
   *
   * @param conf finds the pieces' file systems
   * @param loader finds classes of the user's own
   * @param scratch a directory for temporary files, which are gone when {@link #run} returns
   * @param memoryBytes about how much memory keys and states may take, of all threads together;
   *     never more than {@link HeapShare#atMost} allows
   * @param threads how many may read at the same time
   */
  public InlineFold(
      Configuration conf, ClassLoader loader, Path scratch, long memoryBytes, int threads) {
    this(conf, loader, scratch, memoryBytes, threads, BYTES_PER_THREAD);
  }

  InlineFold(
      Configuration conf,
      ClassLoader loader,
      Path scratch,
      long memoryBytes,
      int threads,
      long bytesPerThread) {
    this.conf = conf;
    this.loader = loader;
    this.scratch = scratch;
    this.memoryBytes = HeapShare.atMost(memoryBytes);
    this.threads = threads;
    this.bytesPerThread = bytesPerThread;
  }

  /**
   * Runs all tasks of {@code plan}.
   *
   * @param files where the runs go
   * @return one result per task, in order of {@link FoldPlan#tasks}
   * @throws IOException if runs or temporary files cannot be written; if several scans fail so, the
   *     exception is that of the first
   * @throws IllegalArgumentException if there is no such format
   */
  public List<TaskResult> run(FoldPlan plan, RunFiles files) throws IOException {
    Map<Integer, List<FoldPlan.Task>> tasks =
        plan.tasks().stream().collect(groupingBy(FoldPlan.Task::scan));
    List<Scanning> scans = new ArrayList<>();
    for (int scan = 0; scan < plan.scans().size(); scan++) {
      scans.add(new Scanning(plan, scan, tasks.getOrDefault(scan, List.of()), files));
    }
    int wanted = scans.stream().mapToInt(scan -> scan.readers).sum();
    int readers = Math.max(1, Math.min(threads, wanted));
    Semaphore free = new Semaphore(readers, true); // or small scans would keep a large one waiting
    List<Callable<Void>> all = new ArrayList<>();
    for (Scanning scan : scans) {
      all.add(() -> scan.run(free, memoryBytes / readers));
    }
    Threads.run(all, readers, () -> {});
    return scans.stream().flatMap(scan -> scan.results.stream()).toList();
  }

  /** A scan while it runs. */
  private final class Scanning {
    private final FoldPlan plan;
    private final int scan;
    private final List<FoldPlan.Task> tasks;
    private final List<FoldPiece> pieces;
    private final RunFiles files;

    /** How many read it at the same time: as many as there is work for. */
    private final int readers;

    private final AtomicInteger next = new AtomicInteger();
    private final Failures failures = new Failures();
    private List<TaskResult> results = List.of();

    Scanning(FoldPlan plan, int scan, List<FoldPlan.Task> tasks, RunFiles files) {
      this.plan = plan;
      this.scan = scan;
      this.tasks = tasks;
      this.pieces = plan.piecesRead(scan);
      this.files = files;
      long bytes = pieces.stream().mapToLong(FoldPiece::length).sum();
      long worthwhile = Math.min(pieces.size(), bytes / bytesPerThread);
      this.readers = (int) Math.max(1, Math.min(threads, worthwhile));
    }

    /**
     * Waits until as many readers are free as it needs, then folds. Each reader may take {@code
     * memoryEach} bytes.
     */
    Void run(Semaphore free, long memoryEach) throws IOException {
      free.acquireUninterruptibly(readers);
      try {
        results = fold(memoryEach);
      } finally {
        free.release(readers);
      }
      return null;
    }

    private List<TaskResult> fold(long memoryEach) throws IOException {
      Map<FoldPlan.Task, TaskResult> byTask =
          new TreeMap<>(Comparator.comparingInt(FoldPlan.Task::index));
      List<PieceWorker> readings = new ArrayList<>();
      for (int i = 0; i < readers; i++) {
        readings.add(new PieceWorker(memoryEach));
      }
      try (Closeable closing = () -> Closing.all(readings)) {
        Threads.run(readings, readers, () -> next.set(pieces.size()));
        PieceWorker all = readings.get(0);
        for (PieceWorker other : readings.subList(1, readings.size())) {
          all.take(other);
        }
        for (Live one : List.copyOf(all.live)) {
          try {
            byTask.put(one.folder.task(), write(one));
          } catch (FoldException e) {
            all.drop(one, e);
          }
        }
      }
      failures.all().forEach((task, e) -> byTask.put(task, TaskResult.failed(task, e)));
      return List.copyOf(byTask.values());
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
          run.appendAll(all, one.spills.isEmpty() ? one.folder.keys() : Long.MAX_VALUE);
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
      } catch (RuntimeException | Error e) {
        throw FoldException.ofStates(plan, one.folder.task(), UserCode.blamed(e));
      }
    }

    /**
     * One thread of a scan. It folds one piece after another, always the next that is free, for all
     * tasks.
     */
    private final class PieceWorker implements Callable<Void>, Closeable {
      private final PieceReaders pieceReaders = new PieceReaders(plan, loader, conf);
      private final List<Live> live = new ArrayList<>();
      private final long memoryBytes;

      /** The index of the piece it reads; -1 before the first. */
      private int piece = -1;

      PieceWorker(long memoryBytes) {
        this.memoryBytes = memoryBytes;
        for (FoldPlan.Task task : tasks) {
          try {
            live.add(new Live(new TaskBuilder(plan, task, loader)));
          } catch (FoldException e) {
            failures.add(task, piece, e);
          }
        }
      }

      @Override
      public Void call() throws IOException {
        piece = next.getAndIncrement();
        while (piece < pieces.size() && !live.isEmpty()) {
          read(pieces.get(piece));
          piece = next.getAndIncrement();
        }
        return null;
      }

      private void read(FoldPiece from) throws IOException {
        try (PieceReader reader = pieceReaders.open(scan, from)) {
          while (!live.isEmpty() && reader.next()) {
            foldIntoAll(reader);
            spillWhatIsTooMuch();
          }
          settleAll();
        } catch (FoldException e) {
          // The reader failed. Failures of jobs are caught where they happen, on records before
          // this one.
          settleAll();
          for (Live one : List.copyOf(live)) {
            if (one.folder.reads(from)) {
              drop(one, e);
            }
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

      private void settleAll() throws IOException {
        for (Live one : List.copyOf(live)) {
          try {
            one.folder.settle();
          } catch (FoldException e) {
            drop(one, e);
          }
        }
      }

      private void spillWhatIsTooMuch() throws IOException {
        long memory = 0;
        for (int i = 0; i < live.size(); i++) {
          memory += live.get(i).folder.memory();
        }
        while (memory > memoryBytes) {
          Live largest =
              Collections.max(live, Comparator.comparingLong(one -> one.folder.memory()));
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
        } catch (RuntimeException | Error e) {
          throw FoldException.ofStates(plan, one.folder.task(), UserCode.blamed(e));
        }
      }

      /** Takes over the states of {@code other}. A task that failed in one of them has failed. */
      void take(PieceWorker other) throws IOException {
        for (Live one : List.copyOf(live)) {
          Optional<Live> same =
              other.live.stream()
                  .filter(it -> it.folder.task().equals(one.folder.task()))
                  .findFirst();
          try {
            if (same.isPresent()) {
              one.spills.take(same.get().spills);
              one.folder.take(same.get().folder);
            } else {
              live.remove(one);
              one.spills.close();
            }
          } catch (FoldException e) {
            drop(one, e);
          }
        }
      }

      private void drop(Live one, FoldException failure) throws IOException {
        live.remove(one);
        failures.add(one.folder.task(), piece, failure);
        one.spills.close();
      }

      @Override
      public void close() throws IOException {
        Closing.all(live.stream().map(one -> one.spills).toList());
      }
    }
  }

  /**
   * Why tasks failed. If a task failed for several reasons, that of its first piece counts,
   * whichever thread read it.
   */
  private static final class Failures {
    private final Map<FoldPlan.Task, FoldException> failures = new HashMap<>();
    private final Map<FoldPlan.Task, Integer> pieces = new HashMap<>();

    synchronized void add(FoldPlan.Task task, int piece, FoldException failure) {
      if (piece < pieces.getOrDefault(task, Integer.MAX_VALUE)) {
        pieces.put(task, piece);
        failures.put(task, failure);
      }
    }

    synchronized Map<FoldPlan.Task, FoldException> all() {
      return Map.copyOf(failures);
    }
  }

  /** A task that has not failed, and what it could not keep in memory. */
  private final class Live {
    private final TaskBuilder folder;
    private final Spills spills;

    Live(TaskBuilder folder) {
      this.folder = folder;
      this.spills = new Spills(scratch, folder.aggregate());
    }
  }
}
