package millrace.verify;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import millrace.aggregate.Aggregate;
import millrace.aggregate.Cell;
import millrace.job.TaskResult;
import millrace.merge.Source;
import millrace.run.Closing;
import millrace.run.Cursor;
import millrace.run.MergeCursor;
import millrace.run.PartedRun;
import millrace.run.Run;
import millrace.run.RunReader;
import millrace.snapshot.Store;
import millrace.snapshot.Stores;
import org.apache.hadoop.fs.Path;

/**
 * Runs in a local directory, forgotten when this is closed; and many runs made few enough to be
 * open at once.
 */
final class ScratchRuns implements AutoCloseable {
  private static final String DIRECTORY = "verify";

  private final Store store;
  private final int fanIn;
  private int made;

  ScratchRuns(Verification.Parts parts) throws IOException {
    this.store =
        Stores.open(parts.configuration(), new Path(parts.scratch().toAbsolutePath().toUri()));
    this.fanIn = parts.settings().mergeFanIn();
  }

  /** A name that none has here. */
  private String next() {
    return DIRECTORY + "/" + made++;
  }

  /** A directory for what a fold makes. */
  Files files() {
    return new Files(next());
  }

  /** The runs of one fold. */
  final class Files implements millrace.run.RunFiles {
    private final String directory;

    Files(String directory) {
      this.directory = directory;
    }

    @Override
    public java.io.OutputStream create(String name) throws IOException {
      return store.create(directory + "/" + name);
    }

    /** What a task made. */
    <S> Source of(TaskResult result, Aggregate<?, S, List<Cell>> aggregate) {
      return source(directory, result.parts(), aggregate);
    }

    void delete() throws IOException {
      store.delete(directory);
    }
  }

  private <S> Source source(
      String directory, List<Run.Part> parts, Aggregate<?, S, List<Cell>> aggregate) {
    return () -> {
      List<Source> sources = new ArrayList<>();
      for (Run.Part part : parts) {
        String path = directory + "/" + part.path();
        sources.add(() -> new RunReader(store.open(path), part.length(), path, aggregate.id()));
      }
      return open(sources, aggregate);
    };
  }

  /** All of them as one, the states of equal keys combined. */
  <S> Source merged(List<Source> sources, Aggregate<?, S, List<Cell>> aggregate, String job)
      throws IOException {
    if (sources.size() <= fanIn) {
      return () -> open(sources, aggregate);
    }
    List<Source> fewer = new ArrayList<>();
    for (List<Source> group : Verification.inGroups(sources, fanIn).toList()) {
      fewer.add(written(group, aggregate, job));
    }
    return merged(fewer, aggregate, job);
  }

  /** All of them as one, in a file of its own. */
  <S> Source written(List<Source> sources, Aggregate<?, S, List<Cell>> aggregate, String job)
      throws IOException {
    Source all = merged(sources, aggregate, job);
    Files files = files();
    PartedRun run = new PartedRun(1, part -> "part-" + part, files, aggregate, job);
    try (run;
        Cursor cursor = all.open()) {
      run.appendAll(cursor);
    }
    return source(files.directory, run.written(), aggregate);
  }

  private static <S> Cursor open(List<Source> sources, Aggregate<?, S, List<Cell>> aggregate)
      throws IOException {
    return MergeCursor.of(Closing.openEach(sources, Source::open), aggregate);
  }

  @Override
  public void close() throws IOException {
    try (store) {
      store.delete(DIRECTORY);
    }
  }
}
