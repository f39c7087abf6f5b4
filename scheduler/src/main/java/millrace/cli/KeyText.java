package millrace.cli;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import millrace.aggregate.ByteString;
import millrace.pipeline.InvalidConfiguration;

/** Reads a key of the command line: as reports write it, and with every byte there is. */
final class KeyText {
  private KeyText() {}

  /**
   * The bytes that {@code text} means.
   *
   * @throws InvalidConfiguration if a backslash stands for nothing
   */
  static ByteString parse(String text) {
    byte[] written = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < written.length; i++) {
      if (written[i] != '\\') {
        bytes.write(written[i]);
        continue;
      }
      int letter = ++i < written.length ? written[i] : -1;
      switch (letter) {
        case '\\' -> bytes.write('\\');
        case 't' -> bytes.write('\t');
        case 'n' -> bytes.write('\n');
        case 'r' -> bytes.write('\r');
        case 'x' -> {
          bytes.write(hex(text, written, i + 1));
          i += 2;
        }
        default -> throw refused(text);
      }
    }
    return ByteString.copyOf(bytes.toByteArray());
  }

  private static int hex(String text, byte[] written, int at) {
    if (at + 2 > written.length) {
      throw refused(text);
    }
    int high = Character.digit(written[at], 16);
    int low = Character.digit(written[at + 1], 16);
    if (high < 0 || low < 0) {
      throw refused(text);
    }
    return 16 * high + low;
  }

  private static InvalidConfiguration refused(String text) {
    return new InvalidConfiguration(
        "--key: found \"%s\", expected \\\\ \\t \\n \\r or \\xHH where a backslash stands: a backslash itself is written \\\\"
            .formatted(text));
  }
}
