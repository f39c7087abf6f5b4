package millrace.merge;

import java.io.IOException;
import millrace.run.Cursor;

/**
 * Something sorted that can be read: a run, or one part of it. It is opened only when its turn has
 * come.
 */
@FunctionalInterface
public interface CursorSource {
  /** A cursor before the first pair; each key comes once. */
  Cursor open() throws IOException;
}
