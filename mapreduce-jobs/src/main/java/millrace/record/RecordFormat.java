package millrace.record;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import millrace.option.InvalidOption;
import millrace.option.Options;

/**
 * How bytes become records: {@code text}, {@code csv}, {@code tsv}, {@code json}, {@code
 * access-log}, or a class of the user's. A format is immutable once configured and serves any
 * number of scanners, also at the same time.
 */
public interface RecordFormat {
  /**
   * Takes the options that the pipeline file gives. Called once, before any other method. A format
   * of your own needs a public constructor without parameters.
   *
   * @throws InvalidOption if an option is unknown or wrong
   */
  default void configure(Options options) {
    options.refuseOthers();
  }

  /**
   * The fields every record has, in order, where the format knows them before it has seen a file.
   */
  Optional<List<String>> fields();

  /** How the event time is written, where the format knows it: the field and its pattern. */
  default Optional<TimeField> timeField() {
    return Optional.empty();
  }

  /**
   * Reads records from a stream that holds a whole file, or the tail of one.
   *
   * @param in decompressed bytes, from the first byte of a record; closed with the scanner
   * @param header what {@link RecordScanner#header} returned for the beginning of the file when
   *     {@code in} is its tail; empty when {@code in} begins with the file
   * @param limit how long a record may be, and where the bytes of a longer one go
   */
  RecordScanner scan(InputStream in, byte[] header, RecordLimit limit) throws IOException;

  /** A field that holds the event time, and its format as the pipeline file writes it. */
  record TimeField(String name, String format) {}
}
