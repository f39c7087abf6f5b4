package millrace.cut;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.CRC32C;

/** Bytes on their way to a file, and their CRC-32C, by which the file is known again. */
final class ChecksumOutput extends FilterOutputStream {
  private final CRC32C crc = new CRC32C();

  ChecksumOutput(OutputStream out) {
    super(out);
  }

  @Override
  public void write(int b) throws IOException {
    out.write(b);
    crc.update(b);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    out.write(bytes, offset, length);
    crc.update(bytes, offset, length);
  }

  /** Of all that was written so far, eight hexadecimal digits. */
  String crc32c() {
    return String.format(java.util.Locale.ROOT, "%08x", crc.getValue());
  }
}
