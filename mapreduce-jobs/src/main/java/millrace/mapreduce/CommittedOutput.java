package millrace.mapreduce;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import millrace.fold.FoldException;
import millrace.run.Run;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.lib.output.FileOutputCommitter;

/**
 * The files that a successful job left in its directory. They are taken out one by one until none
 * is left.
 */
final class CommittedOutput {
  private final FileSystem files;
  private final Path directory;
  private final Map<String, Long> lengths = new TreeMap<>();

  /**
   * The files in {@code directory}, without what failed attempts of its tasks left there.
   *
   * @throws FoldException if it is not there or not committed
   */
  CommittedOutput(Configuration conf, Path directory) throws IOException {
    this.files = directory.getFileSystem(conf);
    this.directory = directory;
    try {
      for (FileStatus file : files.listStatus(directory)) {
        lengths.put(file.getPath().getName(), file.getLen());
      }
    } catch (FileNotFoundException e) {
      throw new FoldException("output " + directory + ": does not exist", e);
    }
    lengths.keySet().removeIf(FailureNote::isOne);
    if (lengths.remove(FileOutputCommitter.SUCCEEDED_FILE_NAME) == null) {
      throw new FoldException("output " + directory + ": is not committed, _SUCCESS is missing");
    }
  }

  /** Reads what a task wrote about its part. */
  @FunctionalInterface
  interface Summary<T> {
    /** What the bytes say. */
    T read(byte[] json) throws IOException;
  }

  /** What the task of part {@code part} of {@code parts} wrote about it. */
  <T> T summary(String name, int part, int parts, Summary<T> summary) throws FoldException {
    if (lengths.remove(name) == null) {
      throw new FoldException(
          "output %s: the summary of part %d of %d is missing".formatted(directory, part, parts));
    }
    try (FSDataInputStream in = files.open(new Path(directory, name))) {
      return summary.read(in.readAllBytes());
    } catch (IOException e) {
      throw new FoldException(
          "output " + directory + ": summary of part " + part + ": " + e.getMessage(), e);
    }
  }

  /**
   * A file of a run.
   *
   * @param label how messages begin
   * @param written with how many bytes
   */
  Run.Part run(String label, String name, long written) throws FoldException {
    long length = Optional.ofNullable(lengths.remove(name)).orElse(-1L);
    if (length != written) {
      throw new FoldException(
          "%s: run %s: has %s, was written with %d bytes"
              .formatted(
                  label,
                  new Path(directory, name),
                  length < 0 ? "no file" : length + " bytes",
                  written));
    }
    return new Run.Part(name, length);
  }

  /** Fails if anything is left. */
  void mustBeEmpty() throws FoldException {
    if (!lengths.isEmpty()) {
      throw new FoldException(
          "output " + directory + ": files that no summary names: " + lengths.keySet());
    }
  }
}
