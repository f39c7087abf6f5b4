package millrace.jobs.wordcount;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Consumer;
import millrace.aggregate.Slice;

/** How text becomes words. */
enum Tokens {
  /**
   * Splits at the bytes 09 0A 0B 0C 0D 20 and keeps every other byte as it is, valid UTF-8 or not.
   */
  WHITESPACE {
    @Override
    void split(Slice text, Words words) {
      int length = text.length();
      int start = 0;
      for (int i = 0; i <= length; i++) {
        if (i == length || isBlank(text.at(i))) {
          words.showIfAny(text, start, i);
          start = i + 1;
        }
      }
    }
  },

  /**
   * Takes runs of letters (category L*) and decimal digits (Nd), lower-cased word by word;
   * everything else, undecodable bytes included, separates.
   */
  UNICODE {
    @Override
    void split(Slice text, Words words) {
      int length = text.length();
      int start = 0;
      boolean ascii = true;
      int i = 0;
      while (i < length) {
        byte b = text.at(i);
        int bytes = 1;
        boolean inWord;
        if (b >= 0) {
          inWord = isAsciiLetterOrDigit(b);
        } else {
          int codePoint = codePoint(text, i);
          inWord = codePoint >= 0 && Character.isLetterOrDigit(codePoint);
          bytes = codePoint >= 0 ? utf8Length(codePoint) : 1;
          ascii &= !inWord;
        }
        if (!inWord) {
          words.showLowerCased(text, start, i, ascii);
          start = i + bytes;
          ascii = true;
        }
        i += bytes;
      }
      words.showLowerCased(text, start, length, ascii);
    }
  };

  /** Shows {@code words} every word of {@code text}. */
  abstract void split(Slice text, Words words);

  private static boolean isBlank(byte b) {
    return b == ' ' || (b >= 0x09 && b <= 0x0D);
  }

  private static boolean isAsciiLetterOrDigit(byte b) {
    return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9');
  }

  private static int utf8Length(int codePoint) {
    return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
  }

  /**
   * The code point whose UTF-8 bytes begin at {@code at}, not ASCII; -1 if these bytes are no
   * UTF-8.
   */
  private static int codePoint(Slice text, int at) {
    int first = text.at(at) & 0xFF;
    int more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
    if (first < 0xC2 || first > 0xF4 || at + more >= text.length()) {
      return -1;
    }
    int codePoint = first & (0x3F >> more);
    for (int i = 1; i <= more; i++) {
      int next = text.at(at + i) & 0xFF;
      if ((next & 0xC0) != 0x80) {
        return -1;
      }
      codePoint = (codePoint << 6) | (next & 0x3F);
    }
    boolean shortest = utf8Length(codePoint) == more + 1;
    boolean surrogate = codePoint >= 0xD800 && codePoint <= 0xDFFF;
    return shortest && !surrogate && codePoint <= Character.MAX_CODE_POINT ? codePoint : -1;
  }

  /** Hands each word on; what it shows is valid only until the next. */
  static final class Words {
    private final Consumer<Slice> out;
    private final Slice word = new Slice();
    private byte[] lower = new byte[64];

    Words(Consumer<Slice> out) {
      this.out = out;
    }

    void showIfAny(Slice text, int start, int end) {
      if (start < end) {
        out.accept(word.set(text.array(), text.offset() + start, end - start));
      }
    }

    void showLowerCased(Slice text, int start, int end, boolean ascii) {
      int length = end - start;
      if (length == 0) {
        return;
      }
      int from = text.offset() + start;
      if (!ascii) {
        // As a whole: a sigma at the end of a word is not the one inside.
        byte[] bytes =
            new String(text.array(), from, length, StandardCharsets.UTF_8)
                .toLowerCase(Locale.ROOT)
                .getBytes(StandardCharsets.UTF_8);
        out.accept(word.set(bytes, 0, bytes.length));
        return;
      }
      if (lower.length < length) {
        lower = new byte[length];
      }
      for (int i = 0; i < length; i++) {
        byte b = text.array()[from + i];
        lower[i] = b >= 'A' && b <= 'Z' ? (byte) (b | 0x20) : b;
      }
      out.accept(word.set(lower, 0, length));
    }
  }
}
