package millrace.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import millrace.pipeline.InvalidConfiguration;
import millrace.pipeline.Pipeline;
import millrace.pipeline.PipelineFile;
import millrace.pipeline.Settings;
import millrace.schedule.FailureLine;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * What every command gets.
 *
 * @param configuration Hadoop's, generic options included; its class loader knows {@code -libjars}
 * @param settings read from it and checked
 * @param out for data
 * @param err for people
 * @param progress of long work
 */
record Invocation(
    Configuration configuration,
    Settings settings,
    PrintStream out,
    PrintStream err,
    Progress progress) {

  /**
   * Reads and checks a pipeline file.
   *
   * @param file a path on the local disk, or a Hadoop path with its scheme
   * @throws InvalidConfiguration if it cannot be read or something in it is wrong
   */
  Pipeline pipeline(String file) {
    return PipelineFile.read(file, bytes(file), configuration.getClassLoader());
  }

  private byte[] bytes(String file) {
    try (InputStream in = open(file)) {
      return in.readNBytes(PipelineFile.LONGEST + 1);
    } catch (IOException | IllegalArgumentException e) {
      throw new InvalidConfiguration(
          "pipeline file " + file + " cannot be read: " + FailureLine.of(e), e);
    }
  }

  private InputStream open(String file) throws IOException {
    if (file.matches("[a-zA-Z][a-zA-Z0-9+.-]*:/.*")) {
      Path path = new Path(file);
      return path.getFileSystem(configuration).open(path);
    }
    java.nio.file.Path path = java.nio.file.Path.of(file);
    if (Files.isDirectory(path)) {
      throw new IOException("it is a directory");
    }
    return Files.newInputStream(path);
  }
}
