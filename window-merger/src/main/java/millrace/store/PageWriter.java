package millrace.store;

import java.io.IOException;

/** Writes new pages. */
@FunctionalInterface
public interface PageWriter {
  /**
   * Writes a page under a name that was never used, and tells the path by which it will be read.
   */
  String write(Page page) throws IOException;
}
