package millrace.report;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.OptionalInt;
import millrace.merge.RowConsumer;
import millrace.merge.TopN;

/**
 * The rows of one report while they are made, as the bytes that are published. All keys go to their
 * file as they come; the rows of a top-N wait until the last of them is known.
 */
public final class Rendering implements Closeable {
  private final int keyColumns;
  private final RowOutput output;
  private final Optional<TopN> top;
  private final RowConsumer sink;
  private Optional<TsvRowWriter> open = Optional.empty();
  private long rows;
  private long bytes;
  private String sha256 = "";

  /** Opens the file that the rows are written to. */
  @FunctionalInterface
  public interface RowOutput {
    /** A new file; closed with the rendering. */
    OutputStream open() throws IOException;
  }

  /**
   * A report without rows yet.
   *
   * @param keyColumns how many columns its keys have
   * @param most how many rows at most, in rank order; empty for all keys, in their order
   * @param output asked once
   */
  public Rendering(int keyColumns, OptionalInt most, RowOutput output) throws IOException {
    this.keyColumns = keyColumns;
    this.output = output;
    this.top = most.isPresent() ? Optional.of(new TopN(most.getAsInt())) : Optional.<TopN>empty();
    this.sink = top.isPresent() ? top.get() : openRows();
  }

  private TsvRowWriter openRows() throws IOException {
    TsvRowWriter opened = new TsvRowWriter(keyColumns, output.open());
    open = Optional.of(opened);
    return opened;
  }

  /** Takes the rows. */
  public RowConsumer sink() {
    return sink;
  }

  /** Writes what is still to be written, and ends the file. */
  public void finish() throws IOException {
    TsvRowWriter written = open.isPresent() ? open.get() : openRows();
    if (top.isPresent()) {
      for (TopN.Row row : top.get().rows()) {
        written.accept(row.key().view(), row.cells());
      }
    }
    written.close();
    open = Optional.empty(); // its buffers are not kept until the last report is done
    rows = written.rows();
    bytes = written.bytes();
    sha256 = written.sha256();
  }

  /** How many rows it has, once it is finished. */
  public long rows() {
    return rows;
  }

  /** How many bytes it has, once it is finished. */
  public long bytes() {
    return bytes;
  }

  /** SHA-256 of its bytes, hexadecimal, once it is finished. */
  public String sha256() {
    return sha256;
  }

  @Override
  public void close() throws IOException {
    if (open.isPresent()) {
      open.get().close();
    }
  }
}
