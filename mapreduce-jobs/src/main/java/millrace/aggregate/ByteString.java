package millrace.aggregate;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Immutable bytes: a key, or text as it stood in the input, valid UTF-8 or not. Order is bytewise,
 * unsigned, which for UTF-8 is the order of code points.
 */
public final class ByteString implements Comparable<ByteString> {
  /** No bytes at all. */
  public static final ByteString EMPTY = new ByteString(new byte[0]);

  private final byte[] bytes;
  private final int hash;

  private ByteString(byte[] bytes) {
    this.bytes = bytes;
    this.hash = Slice.hash(bytes, 0, bytes.length);
  }

  /** Wraps {@code bytes}, which the caller gives away. */
  static ByteString of(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : new ByteString(bytes);
  }

  /** A copy of {@code bytes}. */
  public static ByteString copyOf(byte[] bytes) {
    return of(bytes.clone());
  }

  /** A copy of what {@code slice} shows now. */
  public static ByteString copyOf(Slice slice) {
    return of(slice.toBytes());
  }

  /** The UTF-8 bytes of {@code text}. */
  public static ByteString of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  public int length() {
    return bytes.length;
  }

  public boolean isEmpty() {
    return bytes.length == 0;
  }

  /** Whether the bytes are valid UTF-8, so that a {@code String} can hold them as they are. */
  public boolean isUtf8() {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /** A view of these bytes; who holds it must not write through it. */
  public Slice view() {
    return new Slice(bytes);
  }

  /** Writes the bytes to {@code out}. */
  public void writeTo(OutputStream out) throws IOException {
    out.write(bytes);
  }

  /** The bytes, copied. */
  public byte[] toBytes() {
    return bytes.clone();
  }

  @Override
  public int compareTo(ByteString other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ByteString that
        && hash == that.hash
        && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  /** The bytes read as UTF-8; what is not UTF-8 becomes U+FFFD. */
  @Override
  public String toString() {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
