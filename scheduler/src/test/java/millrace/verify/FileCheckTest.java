package millrace.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;
import millrace.state.ReportEntry;
import millrace.store.Sha256;
import org.junit.jupiter.api.Test;

/** A file is what is known of it, or what is wrong with it is said. */
class FileCheckTest {
  private static final byte[] BYTES = "hat\t2\n".getBytes(StandardCharsets.UTF_8);
  private static final byte[] OTHER = "hat\t3\n".getBytes(StandardCharsets.UTF_8);
  private static final byte[] HALF = "hat".getBytes(StandardCharsets.UTF_8);

  private final Finding finding = new Finding();

  private static String crc(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return "%08x".formatted(crc.getValue());
  }

  private static String sha(byte[] bytes) throws IOException {
    return Sha256.of(new ByteArrayInputStream(bytes));
  }

  private Optional<String> crc32c(FileCheck.FileOpener file) {
    return FileCheck.crc32c(file, BYTES.length, crc(BYTES), finding);
  }

  private Optional<String> sha256(FileCheck.FileOpener file) throws IOException {
    return FileCheck.sha256(
        file, new ReportEntry.ReportPart("p", BYTES.length, sha(BYTES)), finding);
  }

  private static FileCheck.FileOpener holding(byte[] bytes) {
    return () -> new ByteArrayInputStream(bytes);
  }

  @Test
  void nothingIsWrongWithTheRightBytes() throws IOException {
    assertThat(crc32c(holding(BYTES))).isEmpty();
    assertThat(sha256(holding(BYTES))).isEmpty();
    assertThat(finding.counts()).isEqualTo(Map.of(Counted.BYTES, 2L * BYTES.length));
    assertThat(finding.problems()).as("whoever asked says it").isEmpty();
  }

  @Test
  void otherBytesAreTold() throws IOException {
    assertThat(crc32c(holding(OTHER)))
        .contains("CRC-32C %s expected, %s found".formatted(crc(BYTES), crc(OTHER)));
    assertThat(sha256(holding(OTHER)))
        .contains("sha256 %s expected, %s found".formatted(sha(BYTES), sha(OTHER)));
  }

  @Test
  void anotherLengthIsTold() throws IOException {
    assertThat(crc32c(holding(HALF))).contains("6 bytes expected, 3 found");
    assertThat(sha256(holding(HALF))).contains("6 bytes expected, 3 found");
    assertThat(finding.counts()).isEqualTo(Map.of(Counted.BYTES, 6L));
  }

  @Test
  void aFileThatIsNotThereIsMissing() throws IOException {
    FileCheck.FileOpener nowhere =
        () -> {
          throw new FileNotFoundException("p");
        };
    assertThat(crc32c(nowhere)).contains("missing, 6 bytes expected");
    assertThat(sha256(nowhere)).contains("missing, 6 bytes expected");
  }

  @Test
  void aFileThatCannotBeReadIsTold() {
    FileCheck.FileOpener broken =
        () ->
            new InputStream() {
              @Override
              public int read() throws IOException {
                throw new IOException("the disk is broken");
              }

              @Override
              public int read(byte[] bytes, int offset, int length) throws IOException {
                return read();
              }
            };
    assertThat(crc32c(broken)).contains("cannot be read: the disk is broken");
  }
}
