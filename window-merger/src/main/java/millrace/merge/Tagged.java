package millrace.merge;

import java.io.IOException;
import millrace.aggregate.Slice;
import millrace.run.Cursor;

/**
 * A cursor that knows which source each pair is from. Keys ascend, and the same key comes once for
 * every source that holds it.
 */
interface Tagged extends Cursor {
  /** The number of the source of the current pair. */
  int source();

  /** The pairs of one source. */
  static Tagged of(int source, Cursor cursor) {
    return new Tagged() {
      @Override
      public boolean next() throws IOException {
        return cursor.next();
      }

      @Override
      public Slice key() {
        return cursor.key();
      }

      @Override
      public int source() {
        return source;
      }

      @Override
      public Slice state() {
        return cursor.state();
      }

      @Override
      public void close() throws IOException {
        cursor.close();
      }
    };
  }
}
