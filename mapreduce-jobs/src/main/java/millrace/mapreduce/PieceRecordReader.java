package millrace.mapreduce;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import millrace.fold.PieceReader;
import millrace.fold.PieceReaders;
import millrace.job.Event;
import millrace.mapreduce.PieceSplit.ScanPiece;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.InputSplit;
import org.apache.hadoop.mapreduce.RecordReader;
import org.apache.hadoop.mapreduce.TaskAttemptContext;

/**
 * Reads the pieces of a split one after another. The key is the reader that stands at the record.
 */
final class PieceRecordReader extends RecordReader<PieceReader, Event> {
  private final PieceReaders readers;
  private final Deque<ScanPiece> waiting;
  private final long bytes;
  private long done;
  private Optional<PieceReader> current = Optional.empty();

  PieceRecordReader(List<ScanPiece> sources, Configuration conf) {
    this.readers = new PieceReaders(CarriedPlan.read(conf), conf.getClassLoader(), conf);
    this.waiting = new ArrayDeque<>(sources);
    this.bytes = sources.stream().mapToLong(source -> source.piece().length()).sum();
  }

  /** Does nothing: the constructor got everything. */
  @Override
  public void initialize(InputSplit split, TaskAttemptContext context) {}

  @Override
  public boolean nextKeyValue() throws IOException {
    while (true) {
      if (current.isPresent()) {
        if (current.get().next()) {
          return true;
        }
        done += current.get().piece().length();
        close();
      }
      ScanPiece next = waiting.poll();
      if (next == null) {
        return false;
      }
      current = Optional.of(readers.open(next.scan(), next.piece()));
    }
  }

  @Override
  public PieceReader getCurrentKey() {
    return current.orElseThrow();
  }

  @Override
  public Event getCurrentValue() {
    return current.orElseThrow().event();
  }

  @Override
  public float getProgress() {
    return bytes == 0 ? 1 : (float) done / bytes;
  }

  @Override
  public void close() throws IOException {
    if (current.isPresent()) {
      PieceReader closing = current.get();
      current = Optional.empty();
      closing.close();
    }
  }
}
