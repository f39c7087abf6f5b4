package millrace.merge;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import millrace.aggregate.Slice;
import millrace.run.Cursor;

/** Spilled streams in files of a local directory, deleted when they are closed. */
public final class TemporaryFiles implements Spill {
  private final Path directory;

  /** Spills into {@code directory}, which is there. */
  public TemporaryFiles(Path directory) {
    this.directory = directory;
  }

  @Override
  public Stream create() throws IOException {
    return new FileStream(Files.createTempFile(directory, "spill-", ".tmp"));
  }

  private static final class FileStream implements Stream {
    private static final int BUFFER = 64 * 1024;

    private final Path file;
    private final DataOutputStream out;

    FileStream(Path file) throws IOException {
      this.file = file;
      this.out =
          new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), BUFFER));
    }

    @Override
    public void write(Slice key, Slice value) throws IOException {
      write(key);
      write(value);
    }

    private void write(Slice bytes) throws IOException {
      out.writeInt(bytes.length());
      out.write(bytes.array(), bytes.offset(), bytes.length());
    }

    @Override
    public Cursor read() throws IOException {
      out.close();
      return new SpilledCursor(
          file, new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER)));
    }

    @Override
    public void close() throws IOException {
      try {
        out.close();
      } finally {
        Files.deleteIfExists(file);
      }
    }
  }

  private static final class SpilledCursor implements Cursor {
    private final Path file;
    private final DataInputStream in;
    private final Filled key = new Filled();
    private final Filled state = new Filled();

    SpilledCursor(Path file, DataInputStream in) {
      this.file = file;
      this.in = in;
    }

    @Override
    public boolean next() throws IOException {
      in.mark(1);
      if (in.read() < 0) {
        return false;
      }
      in.reset();
      try {
        key.fill(in);
        state.fill(in);
      } catch (EOFException e) {
        throw new IOException("a spilled stream ends inside a pair: " + file, e);
      }
      return true;
    }

    @Override
    public Slice key() {
      return key.view;
    }

    @Override
    public Slice state() {
      return state.view;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  /** Bytes that are read again and again into the same place. */
  private static final class Filled {
    private final Slice view = new Slice();
    private byte[] bytes = new byte[64];

    void fill(DataInputStream in) throws IOException {
      int length = in.readInt();
      if (bytes.length < length) {
        bytes = new byte[Math.max(length, 2 * bytes.length)];
      }
      in.readFully(bytes, 0, length);
      view.set(bytes, 0, length);
    }
  }
}
