package millrace.cut;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import millrace.input.LandedFile;
import millrace.landing.Intake;
import millrace.mapreduce.FoldMapReduce;
import millrace.store.Json;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.MRJobConfig;
import org.apache.hadoop.mapreduce.lib.output.FileOutputCommitter;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;

/**
 * Cuts large files by one MapReduce job: a mapper reads a file, the shuffle sorts its records by
 * bucket, a reducer writes their pieces. Prepared here, submitted by the caller, and accepted here
 * once it has succeeded. The result is the same as when one process reads the files.
 */
public final class CutJob {
  private static final long BYTES_PER_REDUCER = 512L << 20;
  private static final int MOST_REDUCERS = 64;

  private CutJob() {}

  /**
   * A job that reads {@code candidates}, ready to be submitted.
   *
   * @param input the input that they came from
   * @param out the attempt's own directory, which must not exist yet
   * @param tags by which the job is found
   */
  public static Job prepare(
      Configuration configuration,
      OpenInput input,
      RecordRules rules,
      List<Intake.Candidate> candidates,
      Path out,
      String name,
      List<String> tags)
      throws IOException {
    Job job = Job.getInstance(configuration, name);
    Configuration conf = job.getConfiguration();
    List<CutPlan.CutInput> files = new ArrayList<>();
    long bytes = 0;
    for (Intake.Candidate candidate : candidates) {
      LandedFile file = candidate.file();
      files.add(
          new CutPlan.CutInput(file.path(), input.landing().path(file).toString(), file.length()));
      bytes += file.length();
    }
    new CutPlan(input.name(), rules.pack(), files).write(conf);
    conf.setStrings(MRJobConfig.JOB_TAGS, tags.toArray(String[]::new));
    FoldMapReduce.setUp(job, bytes);
    job.setInputFormatClass(CutInputFormat.class);
    job.setMapperClass(CutMapper.class);
    job.setMapOutputKeyClass(BytesWritable.class);
    job.setMapOutputValueClass(BytesWritable.class);
    job.setPartitionerClass(CutKey.CutPartitioner.class);
    job.setReducerClass(CutReducer.class);
    job.setNumReduceTasks((int) Math.min(MOST_REDUCERS, 1 + bytes / BYTES_PER_REDUCER));
    job.setOutputFormatClass(CutOutputFormat.class);
    job.setOutputKeyClass(NullWritable.class);
    job.setOutputValueClass(NullWritable.class);
    FileOutputFormat.setOutputPath(job, out);
    return job;
  }

  /**
   * What a job that has succeeded left in {@code out}, checked: it is committed, each file has a
   * reading, each piece has the length it was written with, and the pieces of a file hold the
   * records it has cut.
   *
   * @param directory the last name of {@code out}, by which the draft finds the files in it
   * @return one reading per file, by its path
   */
  static Map<String, CutReading> accept(
      Configuration configuration, int files, int parts, Path out, String directory)
      throws IOException {
    FileSystem fs = out.getFileSystem(configuration);
    Map<String, Long> lengths = new TreeMap<>();
    for (FileStatus file : fs.listStatus(out)) {
      lengths.put(file.getPath().getName(), file.getLen());
    }
    if (!lengths.containsKey(FileOutputCommitter.SUCCEEDED_FILE_NAME)) {
      throw new IOException("cut " + out + ": is not committed, _SUCCESS is missing");
    }
    Map<Integer, List<CutPiece>> pieces = new HashMap<>();
    for (int part = 0; part < parts; part++) {
      WrittenPieces list = read(fs, out, WrittenPieces.fileName(part), WrittenPieces.class);
      for (WrittenPieces.WrittenPiece written : list.pieces()) {
        CutPiece piece = written.piece();
        if (!Long.valueOf(piece.length()).equals(lengths.get(piece.name()))) {
          throw new IOException(
              "cut %s: piece %s has %s bytes, was written with %d"
                  .formatted(out, piece.name(), lengths.get(piece.name()), piece.length()));
        }
        pieces.computeIfAbsent(written.file(), any -> new ArrayList<>()).add(piece.in(directory));
      }
    }
    Map<String, CutReading> readings = new HashMap<>();
    for (int file = 0; file < files; file++) {
      CutReading reading = read(fs, out, CutReading.fileName(file), CutReading.class);
      List<CutPiece> own = pieces.getOrDefault(file, List.of());
      long records = own.stream().mapToLong(CutPiece::records).sum();
      if (records != reading.sums().cut()) {
        throw new IOException(
            "cut %s: file %s: %d records were cut, its pieces hold %d"
                .formatted(out, reading.path(), reading.sums().cut(), records));
      }
      readings.put(reading.path(), reading.in(directory, own));
    }
    return readings;
  }

  private static <T> T read(FileSystem fs, Path out, String name, Class<T> type)
      throws IOException {
    try (InputStream in = fs.open(new Path(out, name))) {
      return Json.read(in.readAllBytes(), type);
    }
  }
}
