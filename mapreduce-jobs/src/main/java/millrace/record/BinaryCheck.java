package millrace.record;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Recognises a file that is not text by its first bytes, so that it is set aside whole and not read
 * as a million broken lines.
 */
public final class BinaryCheck {
  /** How many bytes are enough to look at. */
  public static final int HEAD = 8192;

  private static final int FEW_CONTROLS = 16;
  private static final double SMALL_SHARE = 0.05;

  private static final List<Magic> MAGIC =
      List.of(
          magic("1f8b", "looks gzip-compressed: name it *.gz"),
          magic("425a68??314159265359", "looks bzip2-compressed: name it *.bz2"),
          magic("425a68??177245385090", "looks bzip2-compressed: name it *.bz2"),
          magic(
              "fd377a585a00",
              "looks xz-compressed: decompress it, or compress it with gzip or bzip2"),
          magic(
              "28b52ffd",
              "looks zstd-compressed: decompress it, or compress it with gzip or bzip2"),
          magic(
              "04224d18", "looks lz4-compressed: decompress it, or compress it with gzip or bzip2"),
          magic("??".repeat(257) + ascii("ustar"), "looks like a tar archive: unpack it"),
          magic("504b0304", "looks like a zip archive: unpack it"),
          magic("504b0506", "looks like an empty zip archive"),
          magic("377abcaf271c", "looks like a 7z archive: unpack it"),
          magic(ascii("PAR1") + "!", "looks like a Parquet file: export it as csv or json"),
          magic(ascii("ORC") + "!", "looks like an ORC file: export it as csv or json"),
          magic(ascii("Obj") + "01", "looks like an Avro file: export it as csv or json"),
          magic(ascii("SEQ") + "06", "looks like a SequenceFile: print it with hadoop fs -text"),
          magic(ascii("SEQ") + "05", "looks like a SequenceFile: print it with hadoop fs -text"),
          magic(ascii("SEQ") + "04", "looks like a SequenceFile: print it with hadoop fs -text"),
          magic("7f" + ascii("ELF"), "looks like a program (ELF)"),
          magic("89" + ascii("PNG") + "0d0a1a0a", "looks like a picture (PNG)"),
          magic("ffd8ff", "looks like a picture (JPEG)"),
          magic(ascii("%PDF-"), "looks like a PDF document"),
          magic("cafebabe", "looks like a Java class file"),
          // UTF-32 comes before UTF-16, because its little-endian mark begins with that of UTF-16.
          magic("fffe0000", "looks like UTF-32 text: convert it to UTF-8"),
          magic("0000feff", "looks like UTF-32 text: convert it to UTF-8"),
          magic("fffe", "looks like UTF-16 text: convert it to UTF-8"),
          magic("feff", "looks like UTF-16 text: convert it to UTF-8"));

  private BinaryCheck() {}

  /**
   * Why a file that begins like this is not text, and what to do; empty if it may be text.
   *
   * @param head the first bytes of the file, decompressed, {@link #HEAD} of them if it has as many
   * @param length how many bytes of {@code head} there are
   */
  public static Optional<String> problem(byte[] head, int length) {
    int controls = 0;
    int evenZeros = 0;
    int oddZeros = 0;
    for (int i = 0; i < length; i++) {
      if (isControl(head[i])) {
        controls++;
        if (head[i] == 0) {
          if (i % 2 == 0) {
            evenZeros++;
          } else {
            oddZeros++;
          }
        }
      }
    }
    for (Magic magic : MAGIC) {
      if (magic.begins(head, length) && (!magic.needsControls() || controls > 0)) {
        return Optional.of(magic.problem());
      }
    }
    if (controls >= FEW_CONTROLS && controls > SMALL_SHARE * length) {
      // In UTF-16 without a mark, every other byte of Latin text is zero.
      boolean wide =
          Math.max(evenZeros, oddZeros) > length / 4 && Math.min(evenZeros, oddZeros) < length / 16;
      return Optional.of(
          "%d of its first %d bytes are control characters: %s"
              .formatted(
                  controls,
                  length,
                  wide
                      ? "looks like UTF-16 text: convert it to UTF-8"
                      : "looks like a binary file"));
    }
    return Optional.empty();
  }

  private static boolean isControl(byte b) {
    return b >= 0 && b < 0x20 && b != '\t' && b != '\n' && b != '\r' && b != '\f' && b != 0x1b;
  }

  private static Magic magic(String hex, String problem) {
    return new Magic(hex, problem);
  }

  private static String ascii(String text) {
    var hex = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.US_ASCII)) {
      hex.append("%02x".formatted(b));
    }
    return hex.toString();
  }

  /**
   * How a kind of file begins.
   *
   * @param hex its first bytes, {@code ??} for any byte; a {@code !} after them says that text may
   *     begin with them too, unless control characters follow
   */
  private record Magic(String hex, String problem) {
    boolean needsControls() {
      return hex.endsWith("!");
    }

    boolean begins(byte[] head, int length) {
      int bytes = hex.length() / 2;
      if (length < bytes) {
        return false;
      }
      for (int i = 0; i < bytes; i++) {
        String two = hex.substring(2 * i, 2 * i + 2);
        if (!two.equals("??") && (byte) Integer.parseInt(two, 16) != head[i]) {
          return false;
        }
      }
      return true;
    }
  }
}
