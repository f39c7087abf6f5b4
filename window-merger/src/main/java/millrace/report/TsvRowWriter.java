package millrace.report;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.List;
import millrace.aggregate.ByteString;
import millrace.aggregate.Cell;
import millrace.aggregate.Keys;
import millrace.aggregate.Slice;
import millrace.merge.RowConsumer;
import millrace.store.Sha256;

/**
 * Writes rows of a report as a Hive text table: columns separated by tabs, one row a line, no
 * header, {@code \\ \t \n \r} escaped, every other byte as it stood in the input.
 */
final class TsvRowWriter implements RowConsumer, Closeable {
  private final int keyColumns;
  private final MessageDigest digest;
  private final OutputStream out;
  private long rows;
  private long bytes;

  /**
   * Rows whose keys have so many columns.
   *
   * @param out closed with the rows
   */
  TsvRowWriter(int keyColumns, OutputStream out) {
    this.keyColumns = keyColumns;
    this.digest = Sha256.begun();
    this.out = new java.io.BufferedOutputStream(new DigestOutputStream(out, digest));
  }

  @Override
  public void accept(Slice key, List<Cell> cells) throws IOException {
    if (keyColumns == 1) {
      bytes += Tsv.write(key, out);
    } else {
      boolean first = true;
      for (ByteString field : Keys.split(key, keyColumns)) {
        if (!first) {
          bytes += Tsv.separate(out);
        }
        first = false;
        bytes += Tsv.write(field.view(), out);
      }
    }
    for (Cell cell : cells) {
      bytes += Tsv.separate(out);
      bytes += Tsv.write(cell.text().view(), out);
    }
    bytes += Tsv.end(out);
    rows++;
  }

  long rows() {
    return rows;
  }

  long bytes() {
    return bytes;
  }

  /** SHA-256 of what was written, hexadecimal; called once, after closing. */
  String sha256() {
    return Sha256.text(digest);
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
