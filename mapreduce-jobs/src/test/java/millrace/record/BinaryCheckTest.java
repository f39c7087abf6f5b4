package millrace.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BinaryCheckTest {
  private static Optional<String> problem(byte[] head) {
    return BinaryCheck.problem(head, head.length);
  }

  private static Optional<String> problem(String latin) {
    return problem(Scan.bytes(latin));
  }

  @Test
  void compressedFilesAreNamedForWhatTheyAre() throws IOException {
    var gz = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(gz)) {
      out.write(1);
    }
    assertThat(problem(gz.toByteArray())).contains("looks gzip-compressed: name it *.gz");
    var zip = new ByteArrayOutputStream();
    try (var out = new ZipOutputStream(zip)) {
      out.putNextEntry(new ZipEntry("a"));
    }
    assertThat(problem(zip.toByteArray())).contains("looks like a zip archive: unpack it");
  }

  @Test
  void aJavaClassIsNoText() throws IOException {
    try (var in = BinaryCheck.class.getResourceAsStream("BinaryCheck.class")) {
      assertThat(problem(in.readNBytes(BinaryCheck.HEAD))).contains("looks like a Java class file");
    }
  }

  @Test
  void aTarArchiveIsKnownByWhatStandsBehindTheNameOfItsFirstFile() {
    String header = "x".repeat(99) + "\0" + "0000644\0".repeat(19) + "00000";
    assertThat(problem(header + "ustar  \0" + "text\n".repeat(1600)).orElse(""))
        .isEqualTo("looks like a tar archive: unpack it");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "BZh91AY&SYxx|bzip2",
        "\u00fd7zXZ\0|xz",
        "(\u00b5/\u00fdx|zstd",
        "\u0004\"M\u0018x|lz4",
        "7z\u00bc\u00af'\u001c|7z",
        "PAR1\u0015\u0004|Parquet",
        "'ORC\n\u0000\u0008'|ORC",
        "Obj\u0001\u0004|Avro",
        "SEQ\u0006\u0019org.apache|SequenceFile",
        "\u007fELF\u0002|ELF",
        "'\u0089PNG\r\n\u001a\n'|PNG",
        "\u00ff\u00d8\u00ff\u00e0|JPEG",
        "%PDF-1.7|PDF",
        "\u00ff\u00fea\0|UTF-16",
        "\u00fe\u00ff\0a|UTF-16",
        "\u00ff\u00fe\0\0a\0\0\0|UTF-32",
        "\0\0\u00fe\u00ff\0\0\0a|UTF-32"
      },
      ignoreLeadingAndTrailingWhitespace = false)
  void filesAreKnownByTheirFirstBytes(String head, String kind) {
    assertThat(problem(head).orElse("")).contains(kind).startsWith("looks ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "BZh9 is how bzip2 begins",
        "PAR1,PAR2\n1,2\n",
        "ORCHID\nrose\n",
        "Object\n",
        "SEQUENCE\n",
        "PK is a name\n",
        "\u00ef\u00bb\u00bfx\n",
        "\u00c3\n\u00ff\u00fe\n",
        "a\u0000b\n",
        "\u001b[31mred\u001b[0m\f\t\r\n"
      })
  void textIsText(String text) {
    assertThat(problem(text)).isEmpty();
  }

  @Test
  void textInManyScriptsIsText() {
    String all = "Wahrheit правда 真理 حقيقة सत्य αλήθεια";
    for (String charset :
        new String[] {"UTF-8", "GB18030", "Shift_JIS", "windows-1251", "ISO-8859-1"}) {
      assertThat(problem(all.repeat(50).getBytes(Charset.forName(charset)))).as(charset).isEmpty();
    }
  }

  @Test
  void itTakesSixteenControlCharactersAndMoreThanATwentieth() {
    String text = "x".repeat(304);
    assertThat(problem("\u0000".repeat(15))).isEmpty();
    assertThat(problem("\u0000".repeat(16)).orElse(""))
        .startsWith("16 of its first 16 bytes are control characters");
    assertThat(problem(text + "\u0001".repeat(16))).isEmpty();
    assertThat(problem(text + "\u0001".repeat(17)))
        .contains("17 of its first 321 bytes are control characters: looks like a binary file");
  }

  @Test
  void utf16WithoutAMarkIsKnownByItsZeros() {
    String text = "2024-03-01 10:05:00 something happened\n".repeat(20);
    assertThat(problem(text.getBytes(StandardCharsets.UTF_16LE)).orElse(""))
        .endsWith("looks like UTF-16 text: convert it to UTF-8");
    assertThat(problem(text.getBytes(StandardCharsets.UTF_16BE)).orElse(""))
        .endsWith("looks like UTF-16 text: convert it to UTF-8");
  }

  @Test
  void noiseIsNoText() {
    byte[] noise = new byte[BinaryCheck.HEAD];
    new Random(5).nextBytes(noise);
    assertThat(problem(noise).orElse("")).endsWith("looks like a binary file");
  }

  @Test
  void onlyTheGivenLengthIsLookedAt() {
    assertThat(BinaryCheck.problem("ok\n%PDF-".getBytes(StandardCharsets.US_ASCII), 3)).isEmpty();
    assertThat(BinaryCheck.problem("%PDF-".getBytes(StandardCharsets.US_ASCII), 4)).isEmpty();
  }
}
