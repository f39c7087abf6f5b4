package millrace.mapreduce;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import millrace.fold.FoldPlan;
import millrace.fold.PieceReader;
import millrace.mapreduce.PieceSplit.ScanPiece;
import millrace.plugin.Formats;
import millrace.record.Record;
import millrace.record.RecordFormat;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.InputSplit;
import org.apache.hadoop.mapreduce.RecordReader;
import org.apache.hadoop.mapreduce.TaskAttemptContext;

/**
 * Reads the pieces of a split one after another. The key is the reader that stands at the record.
 */
final class PieceRecordReader extends RecordReader<PieceReader, Record> {
  private final Configuration conf;
  private final FoldPlan plan;
  private final RecordFormat format;
  private final Deque<ScanPiece> waiting;
  private final long bytes;
  private long done;
  private Optional<PieceReader> current = Optional.empty();

  PieceRecordReader(List<ScanPiece> sources, Configuration conf) {
    this.conf = conf;
    this.plan = FoldMapReduce.plan(conf);
    this.format = Formats.of(plan.format(), conf.getClassLoader());
    this.waiting = new ArrayDeque<>(sources);
    this.bytes = sources.stream().mapToLong(source -> source.piece().length()).sum();
  }

  /** All is known since construction. */
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
      current = Optional.of(PieceReader.open(plan, next.scan(), next.piece(), format, conf));
    }
  }

  @Override
  public PieceReader getCurrentKey() {
    return current.orElseThrow();
  }

  @Override
  public Record getCurrentValue() {
    return current.orElseThrow().record();
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
