package millrace.cut;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import millrace.store.Sha256;

/**
 * The bytes of a landed file, counted and hashed as they are read. It tells failures of the storage
 * from bad contents: a failure of this stream is one of the storage, and any other failure while
 * reading through it is the fault of the file.
 */
final class CountedInput extends FilterInputStream {
  private final MessageDigest digest = Sha256.begun();
  private long count;
  private boolean storageFailed;

  CountedInput(InputStream in) {
    super(in);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    try {
      int read = in.read(buffer, offset, length);
      if (read > 0) {
        digest.update(buffer, offset, read);
        count += read;
      }
      return read;
    } catch (IOException e) {
      storageFailed = true;
      throw e;
    }
  }

  @Override
  public long skip(long bytes) throws IOException {
    byte[] buffer = new byte[(int) Math.min(bytes, 8192)];
    int read = read(buffer, 0, buffer.length);
    return Math.max(read, 0);
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  /** The same bytes, for a reader that closes its input before the rest of the file is hashed. */
  InputStream keptOpen() {
    return new FilterInputStream(this) {
      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        return in.read(buffer, offset, length);
      }

      @Override
      public void close() {}
    };
  }

  /** Reads on until so many bytes were read in all, or to the end. */
  void readTo(long position) throws IOException {
    byte[] buffer = new byte[1 << 16];
    int read = 0;
    while (count < position && read >= 0) {
      read = read(buffer, 0, (int) Math.min(buffer.length, position - count));
    }
  }

  /** Bytes read so far. */
  long count() {
    return count;
  }

  /** SHA-256 of what was read so far, hexadecimal. */
  String sha256Hex() {
    try {
      return Sha256.text((MessageDigest) digest.clone());
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("Java's SHA-256 can be cloned", e);
    }
  }

  boolean storageFailed() {
    return storageFailed;
  }
}
