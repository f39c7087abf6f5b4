package millrace.mapreduce;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import millrace.fold.FoldPiece;
import millrace.fold.FoldPiece.TimeSpan;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.Writable;
import org.apache.hadoop.mapreduce.InputSplit;

/** Some pieces, of one scan or of several, that one mapper reads in order. */
public final class PieceSplit extends InputSplit implements Writable {
  private List<ScanPiece> sources = List.of();
  private List<String> hosts = List.of();

  /** A piece and the index of the scan that reads it. */
  public record ScanPiece(int scan, FoldPiece piece) {}

  /** For Hadoop, which fills it by {@link #readFields}. */
  PieceSplit() {}

  /**
   * A split.
   *
   * @param hosts where its bytes are near
   */
  PieceSplit(List<ScanPiece> sources, List<String> hosts) {
    this.sources = List.copyOf(sources);
    this.hosts = List.copyOf(hosts);
  }

  List<ScanPiece> sources() {
    return sources;
  }

  @Override
  public long getLength() {
    return sources.stream().mapToLong(source -> source.piece.length()).sum();
  }

  @Override
  public String[] getLocations() {
    return hosts.toArray(String[]::new);
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeInt(sources.size());
    for (ScanPiece source : sources) {
      out.writeInt(source.scan);
      Text.writeString(out, source.piece.input());
      Text.writeString(out, source.piece.uri());
      out.writeLong(source.piece.length());
      out.writeLong(source.piece.records());
      Text.writeString(out, source.piece.timeliness().name());
      out.writeInt(source.piece.times().size());
      for (TimeSpan span : source.piece.times()) {
        out.writeLong(span.records());
        Text.writeString(out, span.time().toString());
      }
    }
  }

  @Override
  public void readFields(DataInput in) throws IOException {
    int size = in.readInt();
    List<ScanPiece> read = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      int scan = in.readInt();
      String input = Text.readString(in);
      String uri = Text.readString(in);
      long length = in.readLong();
      long records = in.readLong();
      var timeliness = FoldPiece.Timeliness.valueOf(Text.readString(in));
      List<TimeSpan> times = readTimes(in);
      read.add(new ScanPiece(scan, new FoldPiece(input, uri, length, records, timeliness, times)));
    }
    sources = List.copyOf(read);
    hosts = List.of();
  }

  private static List<TimeSpan> readTimes(DataInput in) throws IOException {
    int size = in.readInt();
    List<TimeSpan> times = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      long records = in.readLong();
      times.add(new TimeSpan(records, Instant.parse(Text.readString(in))));
    }
    return times;
  }

  /** The places of its pieces, for the log of the task. */
  @Override
  public String toString() {
    return sources.stream().map(source -> source.piece.uri()).toList().toString();
  }
}
