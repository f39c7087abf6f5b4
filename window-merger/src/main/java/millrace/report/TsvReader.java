package millrace.report;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import millrace.aggregate.ByteString;

/** Reads back what {@link TsvRowWriter} wrote. */
final class TsvReader implements Closeable {
  private final InputStream in;

  /** The file is not what was written. */
  static final class Damaged extends IOException {
    private static final long serialVersionUID = 1;

    Damaged(String message) {
      super(message);
    }
  }

  TsvReader(InputStream in) {
    this.in = new BufferedInputStream(in);
  }

  /** The next row; empty at the end. */
  Optional<List<ByteString>> next() throws IOException {
    List<ByteString> cells = new ArrayList<>();
    ByteArrayOutputStream cell = new ByteArrayOutputStream();
    int b = in.read();
    if (b < 0) {
      return Optional.empty();
    }
    while (b != '\n') {
      switch (b) {
        case -1 -> throw new Damaged("a report file ends within a row");
        case '\t' -> {
          cells.add(ByteString.copyOf(cell.toByteArray()));
          cell.reset();
        }
        case '\\' -> cell.write(unescaped(in.read()));
        default -> cell.write(b);
      }
      b = in.read();
    }
    cells.add(ByteString.copyOf(cell.toByteArray()));
    return Optional.of(cells);
  }

  private static int unescaped(int letter) throws Damaged {
    return switch (letter) {
      case '\\' -> '\\';
      case 't' -> '\t';
      case 'n' -> '\n';
      case 'r' -> '\r';
      default -> throw new Damaged("a report file holds an unknown escape: \\" + (char) letter);
    };
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
