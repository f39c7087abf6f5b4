package millrace.record;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Scans records that are lines, which end at LF, CR or CRLF. */
abstract class LineScanner extends BufferedScanner {
  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;
  private static final long LINE_FEEDS = '\n' * ONES;
  private static final long RETURNS = '\r' * ONES;

  LineScanner(InputStream in, RecordLimit limit) {
    super(in, limit);
  }

  @Override
  final void scan() throws IOException {
    do {
      position = lineEnd(bytes, position, end);
    } while (position == end && more());
  }

  /**
   * Where the first LF or CR is, or {@code to}. It looks at eight bytes at a time, because most
   * bytes are neither.
   */
  private static int lineEnd(byte[] bytes, int from, int to) {
    int at = from;
    for (; at <= to - Long.BYTES; at += Long.BYTES) {
      long word = (long) WORDS.get(bytes, at);
      long lineFeeds = word ^ LINE_FEEDS;
      long returns = word ^ RETURNS;
      // The lowest high bit left is that of the first byte that became zero.
      long found = (((lineFeeds - ONES) & ~lineFeeds) | ((returns - ONES) & ~returns)) & HIGHS;
      if (found != 0) {
        return at + (Long.numberOfTrailingZeros(found) >>> 3);
      }
    }
    while (at < to && bytes[at] != '\n' && bytes[at] != '\r') {
      at++;
    }
    return at;
  }

  /** Whether the line holds nothing but blanks and tabs. */
  @Override
  boolean isBlank() {
    int at = start;
    while (at < position && (bytes[at] == ' ' || bytes[at] == '\t')) {
      at++;
    }
    return at == position;
  }
}
