package millrace.jobs.wordcount;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import millrace.aggregate.Slice;
import millrace.job.Emitter;

/** How text becomes words. */
enum Tokens {
  /**
   * Splits at the bytes 09 0A 0B 0C 0D 20 and keeps every other byte as it is, valid UTF-8 or not.
   */
  WHITESPACE {
    @Override
    void split(Slice text, Word word, Emitter<? super Slice> out) {
      byte[] bytes = text.array();
      int end = text.offset() + text.length();
      int start = text.offset();
      int at = start;
      for (; at <= end - Long.BYTES; at += Long.BYTES) {
        for (long left = upToBlank((long) WORDS.get(bytes, at)); left != 0; left &= left - 1) {
          int i = at + (Long.numberOfTrailingZeros(left) >>> 3);
          if (isBlank(bytes[i])) {
            word.say(bytes, start, i, out);
            start = i + 1;
          }
        }
      }
      for (; at < end; at++) {
        if (isBlank(bytes[at])) {
          word.say(bytes, start, at, out);
          start = at + 1;
        }
      }
      word.say(bytes, start, end, out);
    }
  },

  /**
   * Takes runs of letters (category L*) and decimal digits (Nd), lower-cased word by word;
   * everything else, undecodable bytes included, separates.
   */
  UNICODE {
    @Override
    void split(Slice text, Word word, Emitter<? super Slice> out) {
      byte[] bytes = text.array();
      int end = text.offset() + text.length();
      int start = text.offset();
      int kinds = 0;
      int i = start;
      while (i < end) {
        int length = 1;
        int kind;
        if (bytes[i] >= 0) {
          kind = KINDS[bytes[i]];
        } else {
          int codePoint = codePoint(bytes, i, end);
          kind = codePoint >= 0 && Character.isLetterOrDigit(codePoint) ? BEYOND_ASCII : 0;
          length = codePoint >= 0 ? utf8Length(codePoint) : 1;
        }
        kinds |= kind;
        if (kind == 0) {
          word.sayLowerCased(bytes, start, i, kinds, out);
          start = i + length;
          kinds = 0;
        }
        i += length;
      }
      word.sayLowerCased(bytes, start, end, kinds, out);
    }
  };

  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;

  // What a word may hold; what is none of these separates.
  private static final int LOWER_CASE_OR_DIGIT = 1;
  private static final int UPPER_CASE = 2;
  private static final int BEYOND_ASCII = 4;

  /** Of the bytes of ASCII. */
  private static final byte[] KINDS = new byte[0x80];

  static {
    for (char c = 0; c < KINDS.length; c++) {
      if (c >= 'A' && c <= 'Z') {
        KINDS[c] = UPPER_CASE;
      } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
        KINDS[c] = LOWER_CASE_OR_DIGIT;
      }
    }
  }

  /** Says every word of {@code text}. */
  abstract void split(Slice text, Word word, Emitter<? super Slice> out);

  /** The high bit of each byte of {@code word} that is at most 20. */
  private static long upToBlank(long word) {
    long above = (word & ~HIGHS) + (0x7F - ' ') * ONES;
    return ~(above | word) & HIGHS;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || (b >= 0x09 && b <= 0x0D);
  }

  private static int utf8Length(int codePoint) {
    return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
  }

  /**
   * The code point whose UTF-8 bytes begin at {@code at}, not ASCII; -1 if these bytes are no
   * UTF-8.
   */
  private static int codePoint(byte[] bytes, int at, int end) {
    int first = bytes[at] & 0xFF;
    int more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
    if (first < 0xC2 || first > 0xF4 || at + more >= end) {
      return -1;
    }
    int codePoint = first & (0x3F >> more);
    for (int i = 1; i <= more; i++) {
      int next = bytes[at + i] & 0xFF;
      if ((next & 0xC0) != 0x80) {
        return -1;
      }
      codePoint = (codePoint << 6) | (next & 0x3F);
    }
    boolean shortest = utf8Length(codePoint) == more + 1;
    boolean surrogate = codePoint >= 0xD800 && codePoint <= 0xDFFF;
    return shortest && !surrogate && codePoint <= Character.MAX_CODE_POINT ? codePoint : -1;
  }

  /** The word that is said now, unless it is empty; the same object for one after another. */
  static final class Word {
    private final Slice shown = new Slice();
    private byte[] lower = new byte[64];

    void say(byte[] bytes, int start, int end, Emitter<? super Slice> out) {
      if (start < end) {
        shown.set(bytes, start, end - start);
        out.emit(shown, shown);
      }
    }

    void sayLowerCased(byte[] bytes, int start, int end, int kinds, Emitter<? super Slice> out) {
      if (kinds == LOWER_CASE_OR_DIGIT) {
        say(bytes, start, end, out);
      } else if (kinds >= BEYOND_ASCII) {
        // As a whole: a sigma at the end of a word is not the one inside.
        byte[] whole =
            new String(bytes, start, end - start, StandardCharsets.UTF_8)
                .toLowerCase(Locale.ROOT)
                .getBytes(StandardCharsets.UTF_8);
        say(whole, 0, whole.length, out);
      } else {
        int length = end - start;
        if (lower.length < length) {
          lower = new byte[length];
        }
        for (int i = 0; i < length; i++) {
          byte b = bytes[start + i];
          lower[i] = KINDS[b] == UPPER_CASE ? (byte) (b | 0x20) : b;
        }
        say(lower, 0, length, out);
      }
    }
  }
}
