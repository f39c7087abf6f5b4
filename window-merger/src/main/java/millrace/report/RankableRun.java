package millrace.report;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import millrace.aggregate.Aggregate;
import millrace.aggregate.Cell;
import millrace.aggregate.Slice;
import millrace.merge.Rankable;
import millrace.merge.Ranking;
import millrace.merge.TopN;
import millrace.run.Closing;
import millrace.run.Cursor;
import millrace.run.IndexedRun;
import millrace.run.KeyHash;
import millrace.run.Run;

/** The files of a run, opened so that little of them need be read. */
final class RankableRun implements Rankable, Closeable {
  /** A ranking keeps all its files open. */
  private static final int MOST_FILES = 256;

  private final RunCursors.PathOpener opener;
  private final Run run;
  private final Aggregate<?, ?, ?> aggregate;
  private final List<IndexedRun> files = new ArrayList<>();

  private RankableRun(RunCursors.PathOpener opener, Run run, Aggregate<?, ?, ?> aggregate) {
    this.opener = opener;
    this.run = run;
    this.aggregate = aggregate;
  }

  /**
   * The first rows of the runs together; empty when they are better read from end to end, for the
   * aggregate does not bound its ranks, or they are too many.
   */
  static <S> Optional<List<TopN.Row>> top(
      RunCursors.PathOpener opener, List<Run> runs, Aggregate<?, S, List<Cell>> aggregate, int most)
      throws IOException {
    int files = runs.stream().mapToInt(run -> run.parts().size()).sum();
    if (aggregate.rankBound().isEmpty() || files > MOST_FILES) {
      return Optional.empty();
    }
    List<RankableRun> open = new ArrayList<>();
    try (Closeable closing = () -> Closing.all(open)) {
      for (Run run : runs) {
        RankableRun opened = new RankableRun(opener, run, aggregate);
        open.add(opened);
        opened.open();
      }
      return Optional.of(new Ranking<>(aggregate, aggregate.rankBound().get()).top(most, open));
    }
  }

  private void open() throws IOException {
    for (Run.Part part : run.parts()) {
      files.add(
          new IndexedRun(opener.open(part.path()), part.length(), part.path(), aggregate.id()));
    }
  }

  @Override
  public long bytes() {
    return run.bytes();
  }

  @Override
  public int parts() {
    return files.size();
  }

  @Override
  public Optional<IndexedRun.Ranked> head(int part) throws IOException {
    return files.get(part).head();
  }

  @Override
  public Optional<Slice> find(Slice key) throws IOException {
    for (IndexedRun file : files) {
      if (KeyHash.part(key, file.parts()) == file.part()) {
        return file.find(key);
      }
    }
    return Optional.empty();
  }

  @Override
  public Cursor all() throws IOException {
    return RunCursors.open(opener, run, aggregate);
  }

  @Override
  public void close() throws IOException {
    Closing.all(files);
  }
}
