package millrace.store;

import java.io.IOException;
import java.io.InputStream;

/** Opens a page by the path that its {@link PageWriter} gave it. */
@FunctionalInterface
public interface PageSource {
  /**
   * The page's bytes, from the first.
   *
   * @throws java.io.FileNotFoundException if there is none
   */
  InputStream open(String path) throws IOException;
}
