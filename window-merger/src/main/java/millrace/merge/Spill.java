package millrace.merge;

import java.io.Closeable;
import java.io.IOException;
import millrace.aggregate.Slice;
import millrace.run.Cursor;

/** A place for streams that are written once, read once and forgotten. */
@FunctionalInterface
public interface Spill {
  /** A new, empty stream. */
  Stream create() throws IOException;

  /** What was spilled; closing it throws it away, and may be done again. */
  interface Stream extends Closeable {
    /**
     * Adds a pair, whose bytes are copied; keys come in ascending order, and the same key may come
     * several times.
     */
    void write(Slice key, Slice value) throws IOException;

    /**
     * Ends the writing and reads what was written, in the same order; called once. Closing the
     * cursor keeps the stream.
     */
    Cursor read() throws IOException;
  }
}
