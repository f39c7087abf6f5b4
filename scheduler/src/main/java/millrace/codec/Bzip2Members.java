package millrace.codec;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.apache.hadoop.io.compress.bzip2.BZip2Constants;

/**
 * Reads bzip2 members, one after the other, to the last byte of the file, and checks their sums.
 *
 * <p>Hadoop's own stream looks for the next block wherever it may be: what is not bzip2 at all is
 * an empty file to it, and what stands in front of a member, between two or behind the last is
 * passed over without a word. Whoever counts must be told.
 */
final class Bzip2Members extends InputStream {
  private static final long BLOCK = 0x314159265359L;
  private static final long END = 0x177245385090L;
  private static final int GROUP = 50;
  private static final int LONGEST_CODE = 20;
  private static final int[] CRC = crcTable();

  private final InputStream in;
  private long bits;
  private int bitCount;
  private boolean begun;
  private boolean inMember;
  private boolean ended;
  private int combined;
  private int limit;

  private byte[] symbols = new byte[0]; // of the block, transformed
  private int[] next = new int[0]; // where each one's successor stands
  private int length;
  private int left;
  private int at;
  private int stored;
  private int crc;
  private int last;
  private int equal;
  private int repeat;
  private boolean randomised;
  private int change;
  private int untilChange;

  Bzip2Members(InputStream in) {
    this.in = new BufferedInputStream(in, 1 << 16);
  }

  private static int[] crcTable() {
    int[] table = new int[256];
    for (int i = 0; i < table.length; i++) {
      int value = i << 24;
      for (int bit = 0; bit < 8; bit++) {
        value = value < 0 ? (value << 1) ^ 0x04c11db7 : value << 1;
      }
      table[i] = value;
    }
    return table;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int count) throws IOException {
    int read = 0;
    while (read < count && (read == 0 || left > 0 || repeat > 0)) {
      if (repeat > 0) {
        repeat--;
        buffer[offset + read++] = put();
      } else if (left > 0) {
        int symbol = take();
        if (equal == 4) { // after four equal ones stands how many more there are
          repeat = symbol;
          equal = 0;
        } else {
          equal = symbol == last ? equal + 1 : 1;
          last = symbol;
          buffer[offset + read++] = put();
        }
      } else if (!advance()) {
        return -1;
      }
    }
    return read;
  }

  private int take() {
    at = next[at];
    left--;
    return (symbols[at] & 0xff) ^ (randomised ? random() : 0);
  }

  /** One where the block was changed on purpose. */
  private int random() {
    if (untilChange == 0) {
      untilChange = BZip2Constants.rNums[change];
      change = (change + 1) % BZip2Constants.rNums.length;
    }
    untilChange--;
    return untilChange == 1 ? 1 : 0;
  }

  private byte put() {
    crc = (crc << 8) ^ CRC[(crc >>> 24) ^ last];
    return (byte) last;
  }

  /** Ends the block or the member that is read out, and begins what follows; false at the end. */
  private boolean advance() throws IOException {
    if (ended) {
      return false;
    }
    if (!inMember) {
      return beginMember();
    }
    if (length > 0 && ~crc != stored) {
      throw damaged("the sum of a block is wrong");
    }
    if (length > 0) {
      combined = ((combined << 1) | (combined >>> 31)) ^ stored;
      length = 0;
    }
    long magic = (bits(24) << 24) | bits(24);
    if (magic == BLOCK) {
      readBlock();
    } else if (magic == END) {
      if ((int) bits(32) != combined) {
        throw damaged("the sum of its blocks is wrong");
      }
      bitCount = 0; // members begin at whole bytes
      inMember = false;
    } else {
      throw damaged("no block begins where one should");
    }
    return true;
  }

  private boolean beginMember() throws IOException {
    int first = in.read();
    if (first < 0 && begun) {
      ended = true;
      return false;
    }
    if (first < 0) {
      throw cutShort();
    }
    if (first != 'B' || in.read() != 'Z' || in.read() != 'h') {
      throw new IOException(begun ? "no bzip2 data behind a whole member" : "not a bzip2 file");
    }
    int level = in.read() - '0';
    if (level < 1 || level > 9) {
      throw new IOException("not a bzip2 file");
    }
    if (symbols.length < level * 100_000) {
      symbols = new byte[level * 100_000];
      next = new int[level * 100_000];
    }
    limit = level * 100_000;
    combined = 0;
    begun = true;
    inMember = true;
    return true;
  }

  private long bits(int count) throws IOException {
    while (bitCount < count) {
      int read = in.read();
      if (read < 0) {
        throw cutShort();
      }
      bits = (bits << 8) | read;
      bitCount += 8;
    }
    bitCount -= count;
    return (bits >>> bitCount) & ((1L << count) - 1);
  }

  private static IOException cutShort() {
    return new IOException("Unexpected end of input stream");
  }

  private static IOException damaged(String what) {
    return new IOException("damaged bzip2 data: " + what);
  }

  private void readBlock() throws IOException {
    stored = (int) bits(32);
    randomised = bits(1) != 0; // as bzip2 has not written them since 1998, and Hadoop still does
    int origin = (int) bits(24);
    byte[] used = usedBytes();
    int alphabet = used.length + 2;
    int tables = (int) bits(3);
    int selectorCount = (int) bits(15);
    if (used.length == 0 || tables < 2 || tables > 6 || selectorCount == 0) {
      throw damaged("a block that cannot be");
    }
    byte[] selectors = selectors(selectorCount, tables);
    Code[] codes = new Code[tables];
    for (int i = 0; i < tables; i++) {
      codes[i] = readCode(alphabet);
    }
    int[] counts = new int[256];
    length = readSymbols(used, selectors, codes, counts);
    if (origin >= length) {
      throw damaged("a block begins behind its end");
    }
    int before = 0;
    for (int i = 0; i < 256; i++) {
      int count = counts[i];
      counts[i] = before;
      before += count;
    }
    for (int i = 0; i < length; i++) {
      next[counts[symbols[i] & 0xff]++] = i;
    }
    at = origin;
    left = length;
    crc = -1;
    last = -1;
    equal = 0;
    change = 0;
    untilChange = 0;
  }

  /** The bytes that occur in the block, in order. */
  private byte[] usedBytes() throws IOException {
    byte[] used = new byte[256];
    int count = 0;
    long ranges = bits(16);
    for (int i = 0; i < 16; i++) {
      if (((ranges >>> (15 - i)) & 1) != 0) {
        long range = bits(16);
        for (int j = 0; j < 16; j++) {
          if (((range >>> (15 - j)) & 1) != 0) {
            used[count++] = (byte) (16 * i + j);
          }
        }
      }
    }
    return Arrays.copyOf(used, count);
  }

  private byte[] selectors(int count, int tables) throws IOException {
    byte[] order = {0, 1, 2, 3, 4, 5};
    byte[] selectors = new byte[count];
    for (int i = 0; i < count; i++) {
      int place = 0;
      while (bits(1) != 0) {
        if (++place >= tables) {
          throw damaged("a table that is not there");
        }
      }
      selectors[i] = toFront(order, place);
    }
    return selectors;
  }

  private static byte toFront(byte[] order, int place) {
    byte moved = order[place];
    System.arraycopy(order, 0, order, 1, place);
    order[0] = moved;
    return moved;
  }

  /** A Huffman code. */
  private static final class Code {
    /** The largest code of each length. */
    private final int[] limit = new int[LONGEST_CODE + 1];

    /** What to take from a code of each length to have its place among the symbols. */
    private final int[] base = new int[LONGEST_CODE + 1];

    /** In the order of their codes. */
    private final int[] symbols;

    private int shortest = LONGEST_CODE;

    Code(int[] lengths) {
      symbols = new int[lengths.length];
      int place = 0;
      int code = 0;
      for (int length = 1; length <= LONGEST_CODE; length++) {
        int firstPlace = place;
        int firstCode = code;
        for (int symbol = 0; symbol < lengths.length; symbol++) {
          if (lengths[symbol] == length) {
            symbols[place++] = symbol;
            shortest = Math.min(shortest, length);
          }
        }
        code += place - firstPlace;
        limit[length] = code - 1;
        base[length] = firstCode - firstPlace;
        code <<= 1;
      }
    }
  }

  private Code readCode(int alphabet) throws IOException {
    int[] lengths = new int[alphabet];
    int length = (int) bits(5);
    for (int i = 0; i < alphabet; i++) {
      while (bits(1) != 0) {
        length += bits(1) == 0 ? 1 : -1;
        if (length < 1 || length > LONGEST_CODE) {
          throw damaged("a code that is too long");
        }
      }
      if (length < 1 || length > LONGEST_CODE) {
        throw damaged("a code that is too long");
      }
      lengths[i] = length;
    }
    return new Code(lengths);
  }

  /** Reads the transformed block; how many bytes it has. */
  private int readSymbols(byte[] used, byte[] selectors, Code[] codes, int[] counts)
      throws IOException {
    byte[] order = used.clone();
    int end = used.length + 1;
    int count = 0;
    int run = 0;
    int runBit = 1;
    for (int group = 0; ; group++) {
      if (group == selectors.length) {
        throw damaged("a block without an end");
      }
      Code code = codes[selectors[group]];
      for (int i = 0; i < GROUP; i++) {
        int symbol = symbol(code);
        if (symbol <= 1) { // a run of the foremost byte, its length in digits of one and two
          run += runBit << symbol;
          runBit <<= 1;
          if (run > limit - count) {
            throw damaged("a block that is too long");
          }
          continue;
        }
        if (run > 0) {
          Arrays.fill(symbols, count, count + run, order[0]);
          counts[order[0] & 0xff] += run;
          count += run;
          run = 0;
          runBit = 1;
        }
        if (symbol == end) {
          return count;
        }
        if (count == limit) {
          throw damaged("a block that is too long");
        }
        byte value = toFront(order, symbol - 1);
        symbols[count++] = value;
        counts[value & 0xff]++;
      }
    }
  }

  private int symbol(Code code) throws IOException {
    int value = (int) bits(code.shortest);
    for (int length = code.shortest; length <= LONGEST_CODE; length++) {
      if (value <= code.limit[length]) {
        int place = value - code.base[length];
        if (place < 0 || place >= code.symbols.length) {
          throw damaged("a code that is not there");
        }
        return code.symbols[place];
      }
      value = (value << 1) | (int) bits(1);
    }
    throw damaged("a code that is not there");
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
