package millrace.record;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import millrace.aggregate.Slice;

/**
 * Walks over the records of one stream, good and broken ones, in order. The current record is valid
 * until the next call of {@link #next}.
 */
public interface RecordScanner extends Closeable {
  /**
   * Moves to the next record; false at the end. Lines that are no record, as a blank line of a log,
   * are passed over.
   */
  boolean next() throws IOException;

  /** Where the current record began, in bytes of the decompressed stream. */
  long offset();

  /**
   * The current record as it stood, without its line end; only the beginning of a record that is
   * longer than the limit.
   */
  Slice raw();

  /** Why the current record cannot be read; empty when it can. */
  Optional<String> problem();

  /** The fields of the current record; only when there is no {@link #problem}. */
  Record record();

  /**
   * The bytes with which a file of such records must begin so that it can be read alone, line end
   * included: the row of column names of a csv with a header; empty for most formats. Known after
   * construction.
   */
  byte[] header();
}
