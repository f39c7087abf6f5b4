package millrace.landing;

import java.io.IOException;
import java.util.List;
import millrace.input.InputKind;
import millrace.input.Landing;
import millrace.input.LandingPlace;
import millrace.option.Options;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** A directory on a local disk or on HDFS, named by the option {@code path}. */
final class DirectoryKind implements InputKind {
  private static final String PATH = "path";

  @Override
  public String name() {
    return DIRECTORY;
  }

  @Override
  public LandingPlace create(Options options) {
    String path = options.requiredText(PATH);
    options.refuseOthers();
    try {
      return new DirectoryPlace(new Path(path));
    } catch (IllegalArgumentException e) {
      throw options.invalid(PATH, "found " + path + ", expected a Hadoop path");
    }
  }

  private record DirectoryPlace(Path path) implements LandingPlace {
    @Override
    public Landing open(Configuration configuration) throws IOException {
      return Landings.directory(configuration, path);
    }

    @Override
    public List<Path> directories() {
      return List.of(path);
    }
  }
}
