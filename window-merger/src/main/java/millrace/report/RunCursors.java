package millrace.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import millrace.aggregate.Aggregate;
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
  public interface Opener {
    /** Opens it, wherever it is now. */
    FSDataInputStream open(String path) throws IOException;
  }

  /** All of {@code run}, by key. */
  public static <S> Cursor open(Opener opener, Run run, Aggregate<?, S, ?> aggregate)
      throws IOException {
    return MergeCursor.of(parts(opener, run, aggregate), aggregate);
  }

  /** All of several runs, by key, with the states of equal keys combined. */
  static <S> Cursor openAll(Opener opener, List<Run> runs, Aggregate<?, S, ?> aggregate)
      throws IOException {
    List<Cursor> cursors = new ArrayList<>();
    try {
      for (Run run : runs) {
        cursors.addAll(parts(opener, run, aggregate));
      }
    } catch (IOException | RuntimeException e) {
      closeAfter(e, cursors);
      throw e;
    }
    return MergeCursor.of(cursors, aggregate);
  }

  private static List<Cursor> parts(Opener opener, Run run, Aggregate<?, ?, ?> aggregate)
      throws IOException {
    List<Cursor> cursors = new ArrayList<>();
    try {
      for (Run.Part part : run.parts()) {
        cursors.add(
            new RunReader(opener.open(part.path()), part.length(), part.path(), aggregate.id()));
      }
    } catch (IOException | RuntimeException e) {
      closeAfter(e, cursors);
      throw e;
    }
    return cursors;
  }

  private static void closeAfter(Exception failure, List<Cursor> cursors) {
    for (Cursor cursor : cursors) {
      try {
        cursor.close();
      } catch (IOException alsoClosing) {
        failure.addSuppressed(alsoClosing);
      }
    }
  }
}
