package millrace.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * A JSON object whose first line holds the SHA-256 of all following lines: still JSON as a whole,
 * and anybody can check it with {@code tail -n +2 FILE | sha256sum}.
 */
final class Checked {
  private static final String BEFORE = "{ \"digest\" : \"";
  private static final String AFTER = "\",\n";
  private static final int HEAD = BEFORE.length() + 64 + AFTER.length();

  private Checked() {}

  /**
   * The text with its digest; {@code json} is an object with at least one field whose first line is
   * <code>{</code> alone.
   */
  static byte[] withDigest(String json) {
    if (!json.startsWith("{\n")) {
      throw new IllegalArgumentException("no object on several lines: " + json);
    }
    byte[] rest = json.substring(2).getBytes(StandardCharsets.UTF_8);
    byte[] head = (BEFORE + digest(rest, 0) + AFTER).getBytes(StandardCharsets.UTF_8);
    byte[] all = new byte[head.length + rest.length];
    System.arraycopy(head, 0, all, 0, head.length);
    System.arraycopy(rest, 0, all, head.length, rest.length);
    return all;
  }

  /**
   * What follows the line with the digest.
   *
   * @param what the file is and is called, for the message
   * @throws IOException if it is not what was written
   */
  static String lines(String what, byte[] file) throws IOException {
    check(what, file);
    return new String(file, HEAD, file.length - HEAD, StandardCharsets.UTF_8);
  }

  /**
   * The object without its digest.
   *
   * @param what the file is and is called, for the message
   * @throws IOException if it is not what was written
   */
  static ObjectNode read(String what, byte[] file) throws IOException {
    check(what, file);
    JsonNode node = Json.read(file, JsonNode.class);
    if (!(node instanceof ObjectNode object)) {
      throw new IOException("%s is damaged: it holds no object. %s".formatted(what, REMEDY));
    }
    object.remove("digest");
    return object;
  }

  private static void check(String what, byte[] file) throws IOException {
    String head = new String(file, 0, Math.min(HEAD, file.length), StandardCharsets.UTF_8);
    if (head.length() < HEAD || !head.startsWith(BEFORE) || !head.endsWith(AFTER)) {
      throw new IOException(
          "%s is damaged: it has %d bytes and does not begin with a line that holds its digest. %s"
              .formatted(what, file.length, REMEDY));
    }
    String written = head.substring(BEFORE.length(), HEAD - AFTER.length());
    String found = digest(file, HEAD);
    if (!written.equals(found)) {
      throw new IOException(
          "%s is damaged: it was cut off or edited: digest written=%s found=%s. %s"
              .formatted(what, written, found, REMEDY));
    }
  }

  static final String REMEDY =
      "Nothing was changed. Put the bytes that were written back from a copy, and tick again.";

  private static String digest(byte[] bytes, int from) {
    MessageDigest digest = Sha256.begun();
    digest.update(bytes, from, bytes.length - from);
    return Sha256.text(digest);
  }
}
