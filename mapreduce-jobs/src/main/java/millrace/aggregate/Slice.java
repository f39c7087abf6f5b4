package millrace.aggregate;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A movable view of bytes that belong to somebody else. What it shows is valid until its owner
 * moves on; a {@code ByteString} keeps a copy. Order and equality are bytewise, unsigned.
 */
public final class Slice implements Comparable<Slice> {
  private static final byte[] NOTHING = new byte[0];

  private byte[] array = NOTHING;
  private int offset;
  private int length;

  /** An empty view. */
  public Slice() {}

  /** A view of all of {@code bytes}. */
  public Slice(byte[] bytes) {
    set(bytes, 0, bytes.length);
  }

  /** A view of the UTF-8 bytes of {@code text}. */
  public static Slice of(String text) {
    return new Slice(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Shows {@code length} bytes of {@code array} from {@code offset}. */
  public Slice set(byte[] array, int offset, int length) {
    this.array = array;
    this.offset = offset;
    this.length = length;
    return this;
  }

  /** Shows what {@code other} shows now. */
  public Slice set(Slice other) {
    return set(other.array, other.offset, other.length);
  }

  /** Shows nothing. */
  public Slice clear() {
    return set(NOTHING, 0, 0);
  }

  public byte[] array() {
    return array;
  }

  public int offset() {
    return offset;
  }

  public int length() {
    return length;
  }

  public boolean isEmpty() {
    return length == 0;
  }

  /** The byte at {@code index}, counted from the start of the view. */
  public byte at(int index) {
    return array[offset + index];
  }

  /** The bytes, copied. */
  public byte[] toBytes() {
    return Arrays.copyOfRange(array, offset, offset + length);
  }

  @Override
  public int compareTo(Slice other) {
    return Arrays.compareUnsigned(
        array, offset, offset + length, other.array, other.offset, other.offset + other.length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Slice that
        && Arrays.equals(
            array, offset, offset + length, that.array, that.offset, that.offset + that.length);
  }

  @Override
  public int hashCode() {
    return hash(array, offset, length);
  }

  static int hash(byte[] array, int offset, int length) {
    int hash = 1;
    for (int i = offset; i < offset + length; i++) {
      hash = 31 * hash + array[i];
    }
    return hash;
  }

  /** The bytes read as UTF-8; what is not UTF-8 becomes U+FFFD. */
  @Override
  public String toString() {
    return new String(array, offset, length, StandardCharsets.UTF_8);
  }
}
