package millrace.cut;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import millrace.aggregate.ByteString;
import millrace.state.Piece;
import millrace.store.Json;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapreduce.Reducer;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;

/**
 * Writes the records of each place into pieces of bounded size, and beside the output the list of
 * them.
 */
public final class CutReducer
    extends Reducer<BytesWritable, BytesWritable, NullWritable, NullWritable> {
  /** The largest piece. One mapper reads a piece whole, so it must not grow without bound. */
  private static final long LARGEST = 128L << 20;

  private final List<WrittenPieces.WrittenPiece> written = new ArrayList<>();
  private Optional<CutPlan> plan = Optional.empty();
  private Optional<CutKey> last = Optional.empty();
  private ByteString header = ByteString.EMPTY;

  @Override
  protected void setup(Context context) {
    plan = Optional.of(CutPlan.read(context.getConfiguration()));
  }

  @Override
  protected void reduce(BytesWritable keyBytes, Iterable<BytesWritable> values, Context context)
      throws IOException, InterruptedException {
    CutKey key = CutKey.of(keyBytes);
    if (last.isEmpty() || !last.get().hasSamePlaceAs(key)) {
      header = ByteString.EMPTY;
    }
    last = Optional.of(key);
    if (key.kind() == CutKey.CutKeyKind.HEADER) {
      BytesWritable value = values.iterator().next();
      header = ByteString.copyOf(value.copyBytes());
      return;
    }
    try (PieceOutputs pieces = new PieceOutputs(key, context)) {
      values.forEach(pieces::add);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** The pieces of one place. */
  private final class PieceOutputs implements AutoCloseable {
    private final CutKey key;
    private final FileSystem files;
    private final Path work;
    private final String name;
    private int count;
    private Optional<ChecksumOutput> out = Optional.empty();
    private long length;
    private long records;

    PieceOutputs(CutKey key, Context context) throws IOException, InterruptedException {
      this.key = key;
      this.work = FileOutputFormat.getWorkOutputPath(context);
      this.files = work.getFileSystem(context.getConfiguration());
      this.name =
          "piece-%s-%s%d-"
              .formatted(
                  plan.orElseThrow().rules().buckets().grid().name(key.bucket()),
                  key.late() ? "late-" : "",
                  key.file());
    }

    void add(BytesWritable record) {
      try {
        if (out.isPresent() && length + record.getLength() >= LARGEST) {
          close();
        }
        if (out.isEmpty()) {
          ChecksumOutput opened =
              new ChecksumOutput(files.create(new Path(work, name + count), false));
          header.writeTo(opened);
          length = header.length();
          out = Optional.of(opened);
        }
        ChecksumOutput piece = out.get();
        piece.write(record.getBytes(), 0, record.getLength());
        piece.write('\n');
        length += record.getLength() + 1L;
        records++;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      if (out.isPresent()) {
        out.get().close();
        String path = plan.orElseThrow().files().get(key.file()).path();
        written.add(
            new WrittenPieces.WrittenPiece(
                key.file(),
                new CutPiece(
                    key.bucket(),
                    key.late(),
                    name + count,
                    length,
                    out.get().crc32c(),
                    records,
                    List.of(new Piece.PieceSource(path, records)))));
        count++;
        records = 0;
        out = Optional.empty();
      }
    }
  }

  @Override
  protected void cleanup(Context context) throws IOException, InterruptedException {
    Path work = FileOutputFormat.getWorkOutputPath(context);
    int part = context.getTaskAttemptID().getTaskID().getId();
    try (OutputStream out =
        work.getFileSystem(context.getConfiguration())
            .create(new Path(work, WrittenPieces.fileName(part)), false)) {
      out.write(Json.bytes(new WrittenPieces(written)));
    }
  }
}
