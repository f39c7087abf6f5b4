package millrace.store;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.apache.hadoop.fs.FSInputStream;

/** A local file as Hadoop's readers want it: they seek, and read at positions. */
final class ChannelInput extends FSInputStream {
  private final FileChannel channel;

  ChannelInput(FileChannel channel) {
    this.channel = channel;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    return channel.read(ByteBuffer.wrap(buffer, offset, length));
  }

  /** Reads at a position without moving there; several threads may. */
  @Override
  public int read(long position, byte[] buffer, int offset, int length) throws IOException {
    if (position < 0) {
      throw new EOFException("no position in a file: " + position);
    }
    return channel.read(ByteBuffer.wrap(buffer, offset, length), position);
  }

  @Override
  public int available() throws IOException {
    return (int) Math.min(Integer.MAX_VALUE, Math.max(0, channel.size() - channel.position()));
  }

  @Override
  public void seek(long position) throws IOException {
    if (position < 0 || position > channel.size()) {
      throw new EOFException("no position in this file: " + position);
    }
    channel.position(position);
  }

  @Override
  public long getPos() throws IOException {
    return channel.position();
  }

  @Override
  public boolean seekToNewSource(long position) {
    return false;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
