package millrace.input;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** A place where files arrive, as its options name it. Nobody has looked whether it is there. */
public interface LandingPlace {
  /**
   * Opens it. What is in it is looked at later.
   *
   * @param configuration for file systems and the like
   * @throws IllegalArgumentException if such a place cannot serve; the message says why
   */
  Landing open(Configuration configuration) throws IOException;

  /**
   * The directories in which its files lie. A pipeline is refused that would write there, or that
   * would delete there what another input has perhaps not read.
   */
  default List<Path> directories() {
    return List.of();
  }
}
