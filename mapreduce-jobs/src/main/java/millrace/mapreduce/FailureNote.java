package millrace.mapreduce;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Optional;
import millrace.fold.FoldException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;

/**
 * Why an attempt of a task failed, left in the output directory, so that the client can say why the
 * job failed. Hadoop tells its client which task it was, and LocalJobRunner not even that.
 */
final class FailureNote {
  private static final String PREFIX = "_failed-";
  private static final int LONGEST = 4000;

  private FailureNote() {}

  /** Leaves a note if that is possible. The failure itself is thrown in any case. */
  static void leave(TaskAttemptContext context, Throwable failure) {
    try {
      Path out = FileOutputFormat.getOutputPath(context);
      FileSystem files = out.getFileSystem(context.getConfiguration());
      Path note = new Path(out, PREFIX + context.getTaskAttemptID());
      // Not recursive: an attempt that lives longer than its job must not make the directory again.
      try (OutputStream stream =
          files.createNonRecursive(
              note,
              false,
              LONGEST,
              files.getDefaultReplication(note),
              files.getDefaultBlockSize(note),
              null)) {
        stream.write(text(failure).getBytes(UTF_8));
      }
    } catch (IOException | RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  private static String text(Throwable failure) {
    String text =
        failure instanceof FoldException
            ? String.valueOf(failure.getMessage())
            : String.valueOf(failure);
    return text.substring(0, Math.min(text.length(), LONGEST / 4));
  }

  static boolean isOne(String name) {
    return name.startsWith(PREFIX);
  }

  /** One of the notes in a directory, the same one whenever it is asked for. */
  static Optional<String> read(Configuration conf, Path out) throws IOException {
    FileSystem files = out.getFileSystem(conf);
    try {
      Optional<Path> first =
          Arrays.stream(files.listStatus(out, file -> isOne(file.getName())))
              .filter(note -> note.getLen() > 0)
              .map(FileStatus::getPath)
              .min(Path::compareTo);
      if (first.isEmpty()) {
        return Optional.empty();
      }
      try (InputStream in = files.open(first.get())) {
        return Optional.of(new String(in.readNBytes(LONGEST), UTF_8));
      }
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }
}
