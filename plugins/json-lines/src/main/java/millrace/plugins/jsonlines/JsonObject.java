package millrace.plugins.jsonlines;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes JSON objects, a line each. A library would do it too, but each Hadoop brings its own
 * version of one, or one under other names.
 */
final class JsonObject {
  private final OutputStream out;
  private final StringBuilder line = new StringBuilder();

  JsonObject(OutputStream out) {
    this.out = out;
  }

  /** Writes a member whose value is a text. */
  JsonObject text(String name, String value) {
    name(name);
    quote(value);
    return this;
  }

  /** Writes a member whose value is JSON already: a number, {@code true}, {@code null}. */
  JsonObject raw(String name, String value) {
    name(name);
    line.append(value);
    return this;
  }

  /** Ends the object and its line; the next member begins another. */
  void end() throws IOException {
    line.append(line.isEmpty() ? "{}" : "}").append('\n');
    out.write(line.toString().getBytes(StandardCharsets.UTF_8));
    line.setLength(0);
  }

  private void name(String name) {
    line.append(line.isEmpty() ? '{' : ',');
    quote(name);
    line.append(':');
  }

  private void quote(String text) {
    line.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> line.append('\\').append(c);
        case '\n' -> line.append("\\n");
        case '\r' -> line.append("\\r");
        case '\t' -> line.append("\\t");
        default -> {
          if (c < ' ') {
            line.append("\\u%04x".formatted((int) c));
          } else {
            line.append(c);
          }
        }
      }
    }
    line.append('"');
  }
}
