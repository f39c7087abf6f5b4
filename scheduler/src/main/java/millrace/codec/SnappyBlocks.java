package millrace.codec;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.apache.hadoop.io.compress.Decompressor;

/**
 * Reads what Hadoop's snappy codec writes: blocks behind their length, of chunks behind theirs.
 *
 * <p>Hadoop's own stream takes a broken end for a good one, and any four bytes for a length, to ask
 * for as much memory; and the native code trusts a chunk that says how long it will be. Here
 * nothing is believed: a file is read to its last byte, or it cannot be read.
 */
final class SnappyBlocks extends InputStream {
  private final InputStream in;
  private final Decompressor decompressor;
  private final byte[] chunk;
  private final byte[] plain;
  private int position;
  private int end;
  private long leftInBlock;
  private boolean begun;
  private boolean ended;

  /**
   * The blocks of {@code in}.
   *
   * @param longest what the decompressor takes and gives at once, in bytes; no writer exceeds it
   */
  SnappyBlocks(InputStream in, Decompressor decompressor, int longest) {
    this.in = in;
    this.decompressor = decompressor;
    this.chunk = new byte[longest];
    this.plain = new byte[longest];
  }

  @Override
  public int read() throws IOException {
    return fill() ? plain[position++] & 0xff : -1;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, end - position);
    System.arraycopy(plain, position, buffer, offset, count);
    position += count;
    return count;
  }

  private boolean fill() throws IOException {
    while (position == end && !ended) {
      if (leftInBlock > 0) {
        readChunk();
      } else {
        readBlock();
      }
    }
    return position < end;
  }

  private void readBlock() throws IOException {
    byte[] four = in.readNBytes(Integer.BYTES);
    if (four.length == 0 && begun) {
      ended = true;
      return;
    }
    leftInBlock = number(four);
    begun = true;
  }

  private void readChunk() throws IOException {
    long length = number(in.readNBytes(Integer.BYTES));
    if (length > chunk.length) {
      throw new IOException(
          "not a snappy file, or damaged: a chunk of %d bytes, the longest has %d"
              .formatted(length, chunk.length));
    }
    int size = (int) length;
    if (in.readNBytes(chunk, 0, size) < size) {
      throw cutShort();
    }
    long expands = expandedLength(size);
    if (expands > Math.min(leftInBlock, plain.length)) {
      throw new IOException(
          "not a snappy file, or damaged: a chunk of %d bytes in a block that has %d left"
              .formatted(expands, leftInBlock));
    }
    position = 0;
    end = 0;
    if (expands > 0) {
      decompressor.reset();
      decompressor.setInput(chunk, 0, size);
      end = decompressor.decompress(plain, 0, plain.length);
      if (end != expands) {
        throw new IOException("not a snappy file, or damaged: a chunk ends early");
      }
    }
    leftInBlock -= end;
  }

  /** What the chunk says of itself in its first bytes, seven bits in each, the lowest first. */
  private long expandedLength(int size) throws IOException {
    long value = 0;
    for (int i = 0; i < Math.min(size, 5); i++) {
      value |= (long) (chunk[i] & 0x7f) << (7 * i);
      if (chunk[i] >= 0) {
        return value;
      }
    }
    throw new IOException("not a snappy file, or damaged: a chunk without a length");
  }

  private static long number(byte[] four) throws IOException {
    if (four.length < Integer.BYTES) {
      throw cutShort();
    }
    return Integer.toUnsignedLong(ByteBuffer.wrap(four).getInt());
  }

  private static IOException cutShort() {
    return new IOException("Unexpected end of input stream");
  }

  @Override
  public void close() throws IOException {
    try (in) {
      decompressor.end();
    }
  }
}
