package millrace.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import millrace.aggregate.ByteString;

/**
 * What writers and readers of runs must agree on. A file is a line of JSON that says what it is,
 * blocks of sorted entries, an empty block, the block of the head, the block of the index, and a
 * tail of fixed length. See {@code formats.md}.
 */
final class RunFormat {
  static final String VERSION = "millrace-run/2";

  /** The beginning of every file of a run, in every version. */
  static final String BEGINNING = "{\"format\":\"millrace-run/";

  /** Bytes of entries that are compressed together, and that a reader holds at once. */
  static final int BLOCK_BYTES = 32 << 10;

  /** The most entries of a part that are kept ranked in its head. */
  static final int HEAD_MOST = 1024;

  /** For how many entries of the run the head has one. */
  static final int HEAD_SHARE = 64;

  /** How many entries the head has at least, if there are so many. */
  static final int HEAD_LEAST = 128;

  /** The most bytes of keys and states in a head. */
  static final int HEAD_BYTES = 1 << 20;

  private static final int LONGEST_LINE = 8192;
  private static final JsonMapper JSON = new JsonMapper();

  private RunFormat() {}

  /**
   * The first line of a file.
   *
   * @param format the version
   * @param aggregate id of the aggregate
   * @param job name of the job
   * @param part which part of its run this is, from 0
   * @param parts of how many, a power of two
   */
  record Header(String format, String aggregate, String job, int part, int parts) {
    byte[] line() {
      try {
        return JSON.writeValueAsBytes(this);
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("the header of a run cannot be written as JSON", e);
      }
    }

    /** Reads a first line that begins as it must. */
    static Header parse(byte[] bytes, int length) throws IOException {
      return JSON.readValue(bytes, 0, length, Header.class);
    }
  }

  /** Reads bytes one after another. */
  @FunctionalInterface
  interface ByteSource {
    /** The next byte; negative at the end. */
    int read() throws IOException;
  }

  /**
   * Reads the first line.
   *
   * @param name how messages call the file
   * @throws EOFException if it ends within the line
   * @throws IOException if it is no run of this version
   */
  static Read header(ByteSource in, String name) throws IOException {
    byte[] line = new byte[LONGEST_LINE];
    int length = 0;
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0 && isBeginning(line, length)) {
        throw new EOFException("in its header");
      }
      if (b < 0
          || length == LONGEST_LINE
          || (length < BEGINNING.length() && b != BEGINNING.charAt(length))) {
        throw new IOException("run " + name + ": is not a run: it does not begin as one");
      }
      line[length++] = (byte) b;
    }
    Header header;
    try {
      header = Header.parse(line, length);
    } catch (JsonProcessingException e) {
      throw new IOException("run " + name + ": is not a run: " + e.getOriginalMessage(), e);
    }
    if (!header.format().equals(VERSION)) {
      throw new IOException(
          "run %s: is of format \"%s\", this program reads %s"
              .formatted(name, header.format(), VERSION));
    }
    return new Read(header, ByteString.copyOf(Arrays.copyOf(line, length)));
  }

  private static boolean isBeginning(byte[] line, int length) {
    for (int i = 0; i < Math.min(length, BEGINNING.length()); i++) {
      if (line[i] != BEGINNING.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /**
   * A header that was read.
   *
   * @param line its bytes, without the end of the line
   */
  record Read(Header header, ByteString line) {
    int length() {
      return line.length() + 1;
    }

    /** This header, if the aggregate wrote the file. */
    Read writtenBy(String aggregate, String name) throws IOException {
      if (!header.aggregate().equals(aggregate)) {
        throw new IOException(
            "run %s: was written by aggregate %s, this job is %s. Backfill its buckets, or run the job as it was."
                .formatted(name, header.aggregate(), aggregate));
      }
      return this;
    }
  }

  /**
   * The last bytes of a file.
   *
   * @param head where the block of the head begins
   * @param index where the block of the index begins
   * @param entries in all
   * @param digest of all
   * @param worst which entry of the head, from 0, ranks last in it; {@link #ALL} when the head
   *     holds every entry, {@link #NO_HEAD} when the states of this aggregate are not ranked
   */
  record Tail(long head, long index, long entries, RunDigest digest, int worst) {
    static final int ALL = -1;
    static final int NO_HEAD = -2;
    static final int BYTES = 52;

    private static final int MAGIC = 0x52554e32; // RUN2

    /**
     * The tail as it is written.
     *
     * @param line the first one of the file, without its end: the checksum is of both
     */
    byte[] toBytes(byte[] line) {
      ByteBuffer bytes = ByteBuffer.allocate(BYTES);
      bytes.putLong(head).putLong(index).putLong(entries);
      bytes.putLong(digest.first()).putLong(digest.second()).putInt(worst);
      CRC32C crc = new CRC32C();
      crc.update(line);
      crc.update(bytes.array(), 0, bytes.position());
      return bytes.putInt((int) crc.getValue()).putInt(MAGIC).array();
    }

    /** The tail in {@code bytes} from {@code offset}, of a file with this first line. */
    static Tail parse(byte[] bytes, int offset, byte[] line) throws IOException {
      ByteBuffer in = ByteBuffer.wrap(bytes, offset, BYTES);
      CRC32C crc = new CRC32C();
      crc.update(line);
      crc.update(bytes, offset, BYTES - 2 * Integer.BYTES);
      Tail tail =
          new Tail(
              in.getLong(),
              in.getLong(),
              in.getLong(),
              new RunDigest(in.getLong(), in.getLong()),
              in.getInt());
      if (in.getInt() != (int) crc.getValue() || in.getInt() != MAGIC) {
        throw new IOException("its first line or its tail is damaged");
      }
      return tail;
    }
  }
}
