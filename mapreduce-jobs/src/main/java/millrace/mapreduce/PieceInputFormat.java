package millrace.mapreduce;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import millrace.fold.FoldPiece;
import millrace.fold.FoldPlan;
import millrace.fold.PieceReader;
import millrace.job.Event;
import millrace.mapreduce.PieceSplit.ScanPiece;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.BlockLocation;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.InputFormat;
import org.apache.hadoop.mapreduce.InputSplit;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.RecordReader;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.security.TokenCache;

/**
 * The pieces that the plan lists, and no others: no directory is listed. Small pieces share a
 * split, and no piece is split.
 */
public final class PieceInputFormat extends InputFormat<PieceReader, Event> {
  @Override
  public List<InputSplit> getSplits(JobContext context) throws IOException {
    Configuration conf = context.getConfiguration();
    FoldPlan plan = CarriedPlan.read(conf);
    Path[] paths =
        IntStream.range(0, plan.scans().size())
            .mapToObj(plan::piecesRead)
            .flatMap(List::stream)
            .map(piece -> new Path(piece.uri()))
            .toArray(Path[]::new);
    TokenCache.obtainTokensForNamenodes(context.getCredentials(), paths, conf);
    List<InputSplit> splits = new ArrayList<>();
    for (List<ScanPiece> sources : group(plan, JobLimits.of(conf).splitBytes())) {
      splits.add(new PieceSplit(sources, hosts(sources, conf)));
    }
    return splits;
  }

  /**
   * All pieces that any job reads, in order, as many to a group as fit into {@code most} bytes, at
   * least one.
   */
  public static List<List<ScanPiece>> group(FoldPlan plan, long most) {
    List<List<ScanPiece>> groups = new ArrayList<>();
    List<ScanPiece> group = new ArrayList<>();
    long bytes = 0;
    for (int scan = 0; scan < plan.scans().size(); scan++) {
      for (FoldPiece piece : plan.piecesRead(scan)) {
        if (!group.isEmpty() && bytes + piece.length() > most) {
          groups.add(List.copyOf(group));
          group.clear();
          bytes = 0;
        }
        group.add(new ScanPiece(scan, piece));
        bytes += piece.length();
      }
    }
    if (!group.isEmpty()) {
      groups.add(List.copyOf(group));
    }
    return groups;
  }

  /** The hosts of the largest piece only: asking for each piece would cost a call per piece. */
  private static List<String> hosts(List<ScanPiece> sources, Configuration conf)
      throws IOException {
    FoldPiece largest =
        sources.stream()
            .map(ScanPiece::piece)
            .max(Comparator.comparingLong(FoldPiece::length))
            .orElseThrow();
    Path path = new Path(largest.uri());
    BlockLocation[] blocks =
        path.getFileSystem(conf).getFileBlockLocations(path, 0, Math.max(1, largest.length()));
    return blocks.length == 0 ? List.of() : List.of(blocks[0].getHosts());
  }

  @Override
  public RecordReader<PieceReader, Event> createRecordReader(
      InputSplit split, TaskAttemptContext context) {
    return new PieceRecordReader(((PieceSplit) split).sources(), context.getConfiguration());
  }
}
