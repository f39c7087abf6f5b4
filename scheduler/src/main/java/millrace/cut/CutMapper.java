package millrace.cut;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import millrace.aggregate.ByteString;
import millrace.aggregate.Slice;
import millrace.codec.Compression;
import millrace.store.Json;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.io.IntWritable;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapreduce.Mapper;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;

/**
 * Reads one landed file and sends its records to their places; what became of the file is written
 * beside the output.
 */
public final class CutMapper
    extends Mapper<IntWritable, NullWritable, BytesWritable, BytesWritable> {
  private final BytesWritable outKey = new BytesWritable();
  private final BytesWritable outValue = new BytesWritable();
  private final Set<CutKey> begun = new HashSet<>();

  @Override
  protected void map(IntWritable file, NullWritable nothing, Context context)
      throws IOException, InterruptedException {
    CutPlan plan = CutPlan.read(context.getConfiguration());
    RecordRules rules = plan.rules().unpack(context.getConfiguration().getClassLoader());
    CutPlan.CutInput input = plan.files().get(file.get());
    Path work = FileOutputFormat.getWorkOutputPath(context);
    FileSystem files = work.getFileSystem(context.getConfiguration());
    StageFiles beside = name -> files.create(new Path(work, name), false);
    Path landed = new Path(input.uri());
    try (Quarantine quarantine = new Quarantine(beside, plan.input(), input.path(), file.get());
        CountedInput source =
            new CountedInput(landed.getFileSystem(context.getConfiguration()).open(landed))) {
      RecordCut cut =
          new RecordCut(
              rules,
              new Compression(context.getConfiguration()),
              input.path(),
              (bucket, late, header, raw) -> send(file.get(), bucket, late, header, raw, context),
              quarantine);
      Optional<String> problem = cut.read(source, new byte[0]);
      CutReading reading =
          new CutReading(
              input.path(),
              source.count(),
              source.sha256Hex(),
              problem,
              cut.sums(),
              List.of(),
              quarantine.written());
      try (OutputStream out = beside.create(CutReading.fileName(file.get()))) {
        out.write(Json.bytes(reading));
      }
    }
  }

  private void send(
      int file, Instant bucket, boolean late, ByteString header, Slice raw, Context context)
      throws IOException {
    if (!header.isEmpty()) {
      CutKey above = new CutKey(file, bucket, late, CutKey.CutKeyKind.HEADER);
      if (begun.add(above)) {
        write(above, header.view(), context);
      }
    }
    write(new CutKey(file, bucket, late, CutKey.CutKeyKind.RECORD), raw, context);
  }

  private void write(CutKey key, Slice value, Context context) throws IOException {
    byte[] bytes = key.bytes();
    outKey.set(bytes, 0, bytes.length);
    outValue.set(value.array(), value.offset(), value.length());
    try {
      context.write(outKey, outValue);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StorageException("the shuffle", new IOException("interrupted", e));
    } catch (IOException e) {
      throw new StorageException("the shuffle", e);
    }
  }
}
