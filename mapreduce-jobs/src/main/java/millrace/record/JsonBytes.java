package millrace.record;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * Refuses what the JSON parser lets pass: bytes that are not UTF-8, surrogates without their other
 * half, and control characters. A zero byte among these would make the parser read the line as
 * UTF-16.
 */
final class JsonBytes {
  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;

  private JsonBytes() {}

  /** Why the bytes from {@code from} to {@code to} are no JSON text, if that shows here. */
  static Optional<String> problem(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to) {
      if (at <= to - Long.BYTES) {
        long word = (long) WORDS.get(bytes, at);
        long escapes = word ^ ('\\' * ONES);
        // Zero if all eight are ASCII, none is below a blank, and none is a backslash.
        if (((word | (word - ' ' * ONES) | (escapes - ONES)) & HIGHS) == 0) {
          at += Long.BYTES;
          continue;
        }
      }
      byte b = bytes[at];
      if (b == '\\') {
        int next = afterEscape(bytes, at, to);
        if (next < 0) {
          return Optional.of("column %d: half of a surrogate pair".formatted(at - from + 1));
        }
        at = next;
      } else if (b >= 0) {
        if (b < ' ' && b != '\t') {
          return Optional.of("column %d: a control character, \\u%04x".formatted(at - from + 1, b));
        }
        at++;
      } else {
        int length = sequence(bytes, at, to);
        if (length == 0) {
          return Optional.of("column %d: not UTF-8".formatted(at - from + 1));
        }
        at += length;
      }
    }
    return Optional.empty();
  }

  /**
   * Where an escape ends; a surrogate pair counts as one escape. Negative if it is half of a pair.
   * Anything that is no escape is left to the parser.
   */
  private static int afterEscape(byte[] bytes, int at, int to) {
    if (at + 1 == to || bytes[at + 1] != 'u') {
      return bytes[Math.min(at + 1, to - 1)] < 0 ? at + 1 : Math.min(at + 2, to);
    }
    int unit = unit(bytes, at, to);
    if (unit < Character.MIN_SURROGATE || unit > Character.MAX_SURROGATE) {
      return at + 2;
    }
    int low = unit(bytes, at + 6, to);
    boolean pair =
        unit <= Character.MAX_HIGH_SURROGATE
            && low >= Character.MIN_LOW_SURROGATE
            && low <= Character.MAX_LOW_SURROGATE;
    return pair ? at + 12 : -1;
  }

  /** The code unit that the escape at {@code at} writes; negative if there is none. */
  private static int unit(byte[] bytes, int at, int to) {
    if (at + 6 > to || bytes[at] != '\\' || bytes[at + 1] != 'u') {
      return -1;
    }
    int unit = 0;
    for (int i = at + 2; i < at + 6; i++) {
      int digit = Character.digit(bytes[i], 16);
      if (digit < 0) {
        return -1;
      }
      unit = unit * 16 + digit;
    }
    return unit;
  }

  /** The length of the UTF-8 sequence that begins at {@code at}; zero if it is none. */
  private static int sequence(byte[] bytes, int at, int to) {
    int lead = bytes[at] & 0xff;
    int length;
    int lowest = 0x80;
    int highest = 0xbf;
    if (lead >= 0xc2 && lead <= 0xdf) {
      length = 2;
    } else if (lead >= 0xe0 && lead <= 0xef) {
      length = 3;
      // No longer than needed, and no surrogates.
      lowest = lead == 0xe0 ? 0xa0 : lowest;
      highest = lead == 0xed ? 0x9f : highest;
    } else if (lead >= 0xf0 && lead <= 0xf4) {
      length = 4;
      // No longer than needed, and not past U+10FFFF.
      lowest = lead == 0xf0 ? 0x90 : lowest;
      highest = lead == 0xf4 ? 0x8f : highest;
    } else {
      return 0;
    }
    if (at + length > to || (bytes[at + 1] & 0xff) < lowest || (bytes[at + 1] & 0xff) > highest) {
      return 0;
    }
    for (int i = at + 2; i < at + length; i++) {
      if ((bytes[i] & 0xc0) != 0x80) {
        return 0;
      }
    }
    return length;
  }
}
