package millrace.run;

import java.io.IOException;
import java.io.OutputStream;

/** Where the files of new runs go. Several threads may call it at the same time. */
@FunctionalInterface
public interface RunFiles {
  /**
   * Makes a file that is not there yet. The caller closes it.
   *
   * @param name without directories
   */
  OutputStream create(String name) throws IOException;
}
