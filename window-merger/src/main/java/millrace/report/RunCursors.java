package millrace.report;

import java.io.IOException;
import java.util.List;
import millrace.aggregate.Aggregate;
import millrace.run.Closing;
import millrace.run.Cursor;
import millrace.run.MergeCursor;
import millrace.run.Run;
import millrace.run.RunReader;
import org.apache.hadoop.fs.FSDataInputStream;

/** Opens runs: all their parts as one sorted cursor. */
public final class RunCursors {
  private RunCursors() {}

  /** Finds the file at a path that the state names. */
  @FunctionalInterface
  public interface PathOpener {
    /** Opens it, wherever it is now. */
    FSDataInputStream open(String path) throws IOException;
  }

  /** All of {@code run}, by key. */
  public static <S> Cursor open(PathOpener opener, Run run, Aggregate<?, S, ?> aggregate)
      throws IOException {
    return openAll(opener, List.of(run), aggregate);
  }

  /** All of several runs, by key, with the states of equal keys combined. */
  static <S> Cursor openAll(PathOpener opener, List<Run> runs, Aggregate<?, S, ?> aggregate)
      throws IOException {
    return MergeCursor.of(
        Closing.openEach(
            runs.stream().flatMap(run -> run.parts().stream()).toList(),
            part -> reader(opener, part, aggregate)),
        aggregate);
  }

  private static RunReader reader(PathOpener opener, Run.Part part, Aggregate<?, ?, ?> aggregate)
      throws IOException {
    return new RunReader(opener.open(part.path()), part.length(), part.path(), aggregate.id());
  }
}
