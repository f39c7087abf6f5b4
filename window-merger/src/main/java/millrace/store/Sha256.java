package millrace.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 as the state writes it. */
public final class Sha256 {
  private Sha256() {}

  /** Of nothing yet. */
  public static MessageDigest begun() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Of all that it was given, hexadecimal; it begins anew. */
  public static String text(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Of all that {@code in} has left, hexadecimal. */
  public static String of(InputStream in) throws IOException {
    MessageDigest digest = begun();
    new DigestInputStream(in, digest).transferTo(OutputStream.nullOutputStream());
    return text(digest);
  }
}
