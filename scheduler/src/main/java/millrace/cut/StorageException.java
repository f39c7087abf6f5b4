package millrace.cut;

import java.io.IOException;
import java.io.OutputStream;
import millrace.store.StorageFailure;

/** A failure of the storage that is written to, not of the file that is read. */
final class StorageException extends IOException {
  private static final long serialVersionUID = 1;

  StorageException(String name, IOException cause) {
    super(
        cause instanceof StorageFailure
            ? cause.getMessage()
            : "cannot write " + name + ": " + cause.getMessage(),
        cause);
  }

  /** Files whose failures are thrown as this exception. */
  static StageFiles tellApart(StageFiles files) {
    return name -> {
      try {
        return new BlamingOutput(name, files.create(name));
      } catch (IOException e) {
        throw new StorageException(name, e);
      }
    };
  }

  private static final class BlamingOutput extends OutputStream {
    private final String name;
    private final OutputStream out;

    BlamingOutput(String name, OutputStream out) {
      this.name = name;
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        throw new StorageException(name, e);
      }
    }

    @Override
    public void flush() throws IOException {
      try {
        out.flush();
      } catch (IOException e) {
        throw new StorageException(name, e);
      }
    }

    @Override
    public void close() throws IOException {
      try {
        out.close();
      } catch (IOException e) {
        throw new StorageException(name, e);
      }
    }
  }
}
