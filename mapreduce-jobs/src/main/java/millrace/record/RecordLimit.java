package millrace.record;

import java.io.IOException;
import java.io.OutputStream;

/**
 * How long a record may be. A longer one is broken: its bytes are not kept in memory but written to
 * {@link #overflow}.
 *
 * @param bytes the longest record, in bytes
 * @param overflow opens the place for the bytes of a longer one
 */
public record RecordLimit(int bytes, Overflow overflow) {
  /** Where the bytes of overlong records go. */
  @FunctionalInterface
  public interface Overflow {
    /**
     * Opens the place for all bytes of the record that began at {@code offset}; the scanner closes
     * it.
     */
    OutputStream open(long offset) throws IOException;
  }

  /**
   * A limit whose overlong records are dropped by the reader, for input that was already checked.
   */
  public static RecordLimit of(int bytes) {
    return new RecordLimit(bytes, offset -> OutputStream.nullOutputStream());
  }
}
