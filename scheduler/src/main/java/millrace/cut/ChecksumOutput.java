package millrace.cut;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.CRC32C;

/**
 * An output that also works out the CRC-32C of its bytes, by which the file is recognised later.
 */
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

  /** The CRC-32C of all bytes written so far, eight hexadecimal digits. */
  String crc32c() {
    return String.format(java.util.Locale.ROOT, "%08x", crc.getValue());
  }
}
