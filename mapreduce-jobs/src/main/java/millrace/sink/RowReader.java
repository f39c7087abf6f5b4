package millrace.sink;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import millrace.aggregate.ByteString;

/** Reads the rows of a report, one after the other. */
public interface RowReader extends Closeable {
  /**
   * The next row: the columns of the key, then the values, each as its bytes are in the report;
   * empty at the end.
   */
  Optional<List<ByteString>> next() throws IOException;
}
