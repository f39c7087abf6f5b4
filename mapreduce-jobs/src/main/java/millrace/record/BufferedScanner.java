package millrace.record;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import millrace.aggregate.Slice;

/**
 * What all scanners share: a buffer that slides over the stream, byte order marks, line ends, and
 * records that are too long.
 *
 * <p>A subclass finds the end of a record and reads it where it lies. The scanned bytes of the
 * current record lie between {@link #start} and {@link #position}. {@link #more} may move them, so
 * a place within a record is best kept as a distance from {@link #start}. The buffer never grows
 * past the limit and one more read: a longer record goes to the limit's overflow as it is read.
 */
abstract class BufferedScanner implements RecordScanner {
  private static final int READ = 1 << 16;
  private static final int LARGEST = 1 << 30;
  private static final int BEGINNING = 1024;
  private static final byte[] NOTHING = new byte[0];

  /** The buffer. */
  byte[] bytes = new byte[READ];

  /** Where the current record begins in the buffer. */
  int start;

  /** Up to where it is scanned; its end, when {@link #scan} is done. */
  int position;

  /** Where the bytes that were read end in the buffer. */
  int end;

  private final InputStream in;
  private final RecordLimit limit;
  private final int longest;
  private final Slice raw = new Slice();
  private long base;
  private long offset;
  private boolean passLineFeed;
  private Optional<String> problem = Optional.empty();
  private Optional<OutputStream> overflow = Optional.empty();
  private byte[] beginning = NOTHING;
  private long spilled;
  private boolean overlong;

  BufferedScanner(InputStream in, RecordLimit limit) {
    this.in = in;
    this.limit = limit;
    this.longest = Math.min(limit.bytes(), LARGEST);
  }

  /**
   * Moves {@link #position} from the first byte of a record to its line end, or to the end of the
   * stream; asks for {@link #more} as needed.
   */
  abstract void scan() throws IOException;

  /**
   * Whether the bytes from {@link #start} to {@link #position} are no record and are passed over.
   */
  abstract boolean isBlank();

  /** Reads the record from {@link #start} to {@link #position}; says why it cannot be read. */
  abstract Optional<String> read();

  @Override
  public boolean next() throws IOException {
    do {
      if (!begin()) {
        raw.clear();
        problem = Optional.empty();
        return false;
      }
      scan();
      overlong = spilled > 0 || position - start > longest;
      if (overlong) {
        problem = Optional.of(endOverlong());
        passLineEnd();
        return true;
      }
    } while (passBlank());
    raw.set(bytes, start, position - start);
    problem = read();
    passLineEnd();
    return true;
  }

  private boolean begin() throws IOException {
    start = position;
    if (passLineFeed) {
      passLineFeed = false;
      if (has(1) && bytes[start] == '\n') {
        position = ++start;
      }
    }
    while (has(1)
        && bytes[start] == (byte) 0xef
        && has(3)
        && bytes[start + 1] == (byte) 0xbb
        && bytes[start + 2] == (byte) 0xbf) {
      start += 3;
      position = start;
    }
    offset = base + start;
    return start < end;
  }

  private boolean has(int wanted) throws IOException {
    while (end - start < wanted) {
      if (!fill()) {
        return false;
      }
    }
    return true;
  }

  private boolean passBlank() {
    if (isBlank()) {
      passLineEnd();
      return true;
    }
    return false;
  }

  private void passLineEnd() {
    if (position < end) {
      passLineFeed = bytes[position] == '\r';
      position++;
    }
  }

  /**
   * Reads more bytes, when {@link #position} has reached the last of them; false at the end of the
   * stream. The record may have moved in the buffer afterwards, and {@link #bytes} may be another
   * array.
   */
  final boolean more() throws IOException {
    if (position - start > longest) {
      spill();
    }
    return fill();
  }

  private boolean fill() throws IOException {
    if (start > 0) {
      System.arraycopy(bytes, start, bytes, 0, end - start);
      base += start;
      end -= start;
      position -= start;
      start = 0;
    }
    if (end == bytes.length) {
      byte[] larger = new byte[(int) Math.min(2L * bytes.length, (long) longest + READ)];
      System.arraycopy(bytes, 0, larger, 0, end);
      bytes = larger;
    }
    int read;
    do {
      read = in.read(bytes, end, bytes.length - end);
    } while (read == 0);
    if (read < 0) {
      return false;
    }
    end += read;
    return true;
  }

  /** Gives what was scanned to the overflow and forgets it. */
  private void spill() throws IOException {
    if (overflow.isEmpty()) {
      beginning = new byte[Math.min(position - start, BEGINNING)];
      System.arraycopy(bytes, start, beginning, 0, beginning.length);
      overflow = Optional.of(limit.overflow().open(offset));
    }
    overflow.get().write(bytes, start, position - start);
    spilled += position - start;
    start = position;
  }

  private String endOverlong() throws IOException {
    spill();
    String tooLong = "the record is longer than %d bytes: %d bytes".formatted(longest, spilled);
    spilled = 0;
    raw.set(beginning, 0, beginning.length);
    closeOverflow();
    return tooLong;
  }

  private void closeOverflow() throws IOException {
    if (overflow.isPresent()) {
      OutputStream open = overflow.get();
      overflow = Optional.empty();
      open.close();
    }
  }

  /** Whether the current record is longer than the limit, and only its beginning is here. */
  final boolean isOverlong() {
    return overlong;
  }

  @Override
  public final long offset() {
    return offset;
  }

  @Override
  public final Slice raw() {
    return raw;
  }

  @Override
  public final Optional<String> problem() {
    return problem;
  }

  @Override
  public byte[] header() {
    return NOTHING;
  }

  /** Closes the stream, and the overflow of a record whose end was never seen. */
  @Override
  public void close() throws IOException {
    try (in) {
      closeOverflow();
    }
  }
}
