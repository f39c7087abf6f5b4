package millrace.run;

import java.io.Closeable;
import java.io.IOException;
import millrace.aggregate.Slice;

/**
 * Walks over (key, state) pairs in ascending order of the key's bytes. The key and the state are
 * valid until the next call of {@link #next}.
 */
public interface Cursor extends Closeable {
  /** Moves to the next pair; false at the end. */
  boolean next() throws IOException;

  /** The current key. */
  Slice key();

  /** The current state, encoded. */
  Slice state();
}
