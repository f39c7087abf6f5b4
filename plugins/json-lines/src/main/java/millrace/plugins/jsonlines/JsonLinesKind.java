package millrace.plugins.jsonlines;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import millrace.option.Options;
import millrace.run.LocalDisk;
import millrace.sink.Sink;
import millrace.sink.SinkKind;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** {@code json-lines: { path: DIRECTORY }}, any directory on a local disk or on HDFS. */
final class JsonLinesKind implements SinkKind {
  private static final String PATH = "path";
  private static final List<String> SCHEMES = List.of("file", "hdfs");

  @Override
  public String name() {
    return "json-lines";
  }

  @Override
  public Sink create(Options options, Configuration configuration) {
    Path path = path(options);
    options.refuseOthers();
    return new JsonLinesSink(path, () -> open(configuration, path));
  }

  /**
   * The files below {@code path}.
   *
   * @throws IOException if it is on a file system on which a file cannot take another's place in
   *     one step
   */
  private static ReportFiles open(Configuration configuration, Path path) throws IOException {
    Optional<java.nio.file.Path> local = LocalDisk.find(configuration, path);
    return local.isPresent()
        ? new LocalReportFiles(local.get())
        : HdfsReportFiles.open(configuration, path);
  }

  private static Path path(Options options) {
    String text = options.requiredText(PATH);
    Path path;
    try {
      path = new Path(text.strip());
    } catch (IllegalArgumentException e) {
      throw options.invalid(PATH, "option path: found \"" + text + "\", expected a Hadoop path");
    }
    Optional<String> scheme = Optional.ofNullable(path.toUri().getScheme());
    if (scheme.isPresent() && !SCHEMES.contains(scheme.get())) {
      throw options.invalid(PATH, "option path: " + ReportFiles.refusal(scheme.get()));
    }
    return path;
  }
}
