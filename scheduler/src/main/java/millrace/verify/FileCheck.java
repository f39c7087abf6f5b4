package millrace.verify;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.zip.CRC32C;
import millrace.state.ReportEntry;
import millrace.store.Sha256;

/** Reads a file from its first byte to its last, and holds it against what is known of it. */
final class FileCheck {
  private static final int BUFFER = 1 << 16;

  private FileCheck() {}

  /** Opens the file. */
  interface FileOpener {
    InputStream open() throws IOException;
  }

  /** A file of this length and CRC-32C; returns what is wrong with it. */
  static Optional<String> crc32c(
      FileOpener opening, long length, String expected, Finding finding) {
    CRC32C crc = new CRC32C();
    return check(
        opening,
        length,
        crc::update,
        () -> "%08x".formatted(crc.getValue()),
        "CRC-32C",
        expected,
        finding);
  }

  /** A file of a report; returns what is wrong with it. */
  static Optional<String> sha256(
      FileOpener opening, ReportEntry.ReportPart expected, Finding finding) {
    MessageDigest digest = Sha256.begun();
    return check(
        opening,
        expected.length(),
        digest::update,
        () -> Sha256.text(digest),
        "sha256",
        expected.sha256(),
        finding);
  }

  private interface ByteConsumer {
    void update(byte[] bytes, int offset, int length);
  }

  private interface Checksum {
    String text();
  }

  private static Optional<String> check(
      FileOpener opening,
      long length,
      ByteConsumer bytes,
      Checksum sum,
      String name,
      String expected,
      Finding finding) {
    long read = 0;
    try (InputStream in = opening.open()) {
      byte[] buffer = new byte[BUFFER];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        bytes.update(buffer, 0, count);
        read += count;
      }
    } catch (FileNotFoundException e) {
      return Optional.of(missing(length));
    } catch (IOException e) {
      return Optional.of("cannot be read: " + e.getMessage());
    } finally {
      finding.count(Counted.BYTES, read);
    }
    if (read != length) {
      return Optional.of(torn(length, read));
    }
    String found = sum.text();
    return found.equals(expected)
        ? Optional.empty()
        : Optional.of("%s %s expected, %s found".formatted(name, expected, found));
  }

  static String missing(long length) {
    return "missing, %d bytes expected".formatted(length);
  }

  static String torn(long expected, long found) {
    return "%d bytes expected, %d found".formatted(expected, found);
  }
}
