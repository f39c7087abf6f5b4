package millrace.landing;

import java.io.IOException;
import millrace.input.InputKind;
import millrace.input.Landing;
import millrace.option.Options;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** A directory on a local disk or on HDFS, named by the option {@code path}. */
final class DirectoryKind implements InputKind {
  @Override
  public String name() {
    return Landings.DIRECTORY;
  }

  @Override
  public Landing open(Options options, Configuration configuration) throws IOException {
    String path = options.requiredText("path");
    options.refuseOthers();
    return Landings.directory(configuration, new Path(path));
  }
}
