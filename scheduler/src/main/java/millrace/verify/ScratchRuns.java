package millrace.verify;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import millrace.aggregate.Aggregate;
import millrace.aggregate.Cell;
import millrace.fold.TaskResult;
import millrace.merge.CursorSource;
import millrace.run.Closing;
import millrace.run.Cursor;
import millrace.run.MergeCursor;
import millrace.run.PartedRun;
import millrace.run.Run;
import millrace.run.RunReader;
import millrace.store.Store;
import millrace.store.Stores;
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

  ScratchRuns(VerifyEnvironment parts) throws IOException {
    this.store =
        Stores.open(parts.configuration(), new Path(parts.scratch().toAbsolutePath().toUri()));
    this.fanIn = parts.settings().merge().fanIn();
  }

  /** A name that none has here. */
  private String next() {
    return DIRECTORY + "/" + made++;
  }

  /** A directory for what a fold makes. */
  ScratchFiles files() {
    return new ScratchFiles(next());
  }

  /** The runs of one fold. */
  final class ScratchFiles implements millrace.run.RunFiles {
    private final String directory;

    ScratchFiles(String directory) {
      this.directory = directory;
    }

    @Override
    public java.io.OutputStream create(String name) throws IOException {
      return store.create(directory + "/" + name);
    }

    /** What a task made. */
    <S> CursorSource of(TaskResult result, Aggregate<?, S, List<Cell>> aggregate) {
      return source(directory, result.parts(), aggregate);
    }

    void delete() throws IOException {
      store.delete(directory);
    }
  }

  private <S> CursorSource source(
      String directory, List<Run.Part> parts, Aggregate<?, S, List<Cell>> aggregate) {
    return () -> {
      List<CursorSource> sources = new ArrayList<>();
      for (Run.Part part : parts) {
        String path = directory + "/" + part.path();
        sources.add(() -> new RunReader(store.open(path), part.length(), path, aggregate.id()));
      }
      return open(sources, aggregate);
    };
  }

  /** All of them as one, the states of equal keys combined. */
  <S> CursorSource merged(
      List<CursorSource> sources, Aggregate<?, S, List<Cell>> aggregate, String job)
      throws IOException {
    if (sources.size() <= fanIn) {
      return () -> open(sources, aggregate);
    }
    List<CursorSource> fewer = new ArrayList<>();
    for (int from = 0; from < sources.size(); from += fanIn) {
      List<CursorSource> group = sources.subList(from, Math.min(sources.size(), from + fanIn));
      fewer.add(written(group, aggregate, job));
    }
    return merged(fewer, aggregate, job);
  }

  /** All of them as one, in a file of its own. */
  <S> CursorSource written(
      List<CursorSource> sources, Aggregate<?, S, List<Cell>> aggregate, String job)
      throws IOException {
    CursorSource all = merged(sources, aggregate, job);
    ScratchFiles files = files();
    PartedRun run = new PartedRun(1, part -> "part-" + part, files, aggregate, job);
    try (run;
        Cursor cursor = all.open()) {
      run.appendAll(cursor);
    }
    return source(files.directory, run.written(), aggregate);
  }

  private static <S> Cursor open(List<CursorSource> sources, Aggregate<?, S, List<Cell>> aggregate)
      throws IOException {
    return MergeCursor.of(Closing.openEach(sources, CursorSource::open), aggregate);
  }

  @Override
  public void close() throws IOException {
    try (store) {
      store.delete(DIRECTORY);
    }
  }
}
