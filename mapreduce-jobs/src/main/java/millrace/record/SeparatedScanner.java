package millrace.record;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import millrace.aggregate.Slice;

/**
 * Scans rows of separated fields. A header row that cannot be used is a broken record, and so is
 * every row after it, because the meaning of its fields is unknown.
 */
final class SeparatedScanner extends BufferedScanner implements Record {
  private static final byte QUOTE = '"';
  private static final String BROKEN_HEADER = "the header row is broken: ";
  private static final HeaderColumns UNKNOWN = HeaderColumns.of(List.of());

  /** Stands for a header row that is too long to be kept. It cannot be used as one either. */
  private static final byte[] UNUSABLE = {QUOTE, '\n'};

  private final byte delimiter;
  private final int largestSpecial;
  private HeaderColumns columns = UNKNOWN;
  private boolean readingHeader;
  private boolean headerIsNext;
  private byte[] header = new byte[0];

  // The fields of the current row, as distances from its start. Fields past the last column are
  // only counted.
  private int count;
  private int[] from = new int[16];
  private int[] to = new int[16];
  private boolean[] doubled = new boolean[16];
  private boolean fieldDoubled;
  private Optional<String> malformed = Optional.empty();

  private final Slice absent = new Slice();
  private Slice[] slices = {};
  private byte[][] undoubled = {};

  private SeparatedScanner(InputStream in, byte delimiter, RecordLimit limit) {
    super(in, limit);
    this.delimiter = delimiter;
    this.largestSpecial = Math.max(delimiter, '\r');
  }

  /** Rows whose fields are called {@code columns}. */
  static SeparatedScanner named(
      InputStream in, byte delimiter, RecordLimit limit, HeaderColumns columns) {
    var scanner = new SeparatedScanner(in, delimiter, limit);
    scanner.use(columns);
    return scanner;
  }

  /**
   * Rows whose fields are named by {@code header}, or if that is empty, by the first row of {@code
   * in}.
   */
  static SeparatedScanner headed(InputStream in, byte delimiter, RecordLimit limit, byte[] header)
      throws IOException {
    var scanner = new SeparatedScanner(in, delimiter, limit);
    if (header.length == 0) {
      scanner.headerIsNext = scanner.readHeader() && scanner.columns.problem().isPresent();
    } else {
      var headed =
          new SeparatedScanner(
              new ByteArrayInputStream(header), delimiter, RecordLimit.of(header.length));
      headed.readHeader();
      scanner.header = header.clone();
      scanner.use(headed.columns);
    }
    return scanner;
  }

  private void use(HeaderColumns used) {
    columns = used;
    slices = new Slice[used.count()];
    undoubled = new byte[used.count()][];
    for (int i = 0; i < slices.length; i++) {
      slices[i] = new Slice();
      undoubled[i] = new byte[0];
    }
    if (from.length < slices.length) {
      grow(slices.length);
    }
  }

  private boolean readHeader() throws IOException {
    readingHeader = true;
    boolean found = super.next();
    readingHeader = false;
    if (!found) {
      return false;
    }
    Optional<String> broken = problem();
    if (isOverlong()) {
      header = UNUSABLE;
      broken = broken.map(BROKEN_HEADER::concat);
    } else {
      header = Arrays.copyOf(raw().toBytes(), raw().length() + 1);
      header[raw().length()] = '\n';
    }
    use(broken.map(HeaderColumns::broken).orElse(columns));
    return true;
  }

  @Override
  public boolean next() throws IOException {
    if (headerIsNext) {
      headerIsNext = false;
      return true;
    }
    return super.next();
  }

  @Override
  public byte[] header() {
    return header.clone();
  }

  @Override
  void scan() throws IOException {
    count = 0;
    malformed = Optional.empty();
    while (true) {
      fieldDoubled = false;
      int fieldFrom;
      int fieldTo;
      if ((position < end || more()) && bytes[position] == QUOTE) {
        position++;
        fieldFrom = position - start;
        scanQuoted();
        fieldTo = position - start;
        passQuote();
      } else {
        fieldFrom = position - start;
        scanPlain();
        fieldTo = position - start;
      }
      keep(fieldFrom, fieldTo);
      if (position == end || bytes[position] != delimiter) {
        return;
      }
      position++;
    }
  }

  /** Moves to the delimiter or line end after a field, or to the end of the stream. */
  private void scanPlain() throws IOException {
    do {
      byte[] array = bytes;
      int at = position;
      int stop = end;
      while (at < stop) {
        byte b = array[at];
        if (b <= largestSpecial && (b == delimiter || b == '\n' || b == '\r')) {
          break;
        }
        at++;
      }
      position = at;
    } while (position == end && more());
  }

  /** Moves to the quote that ends a field, or to the end of the stream. */
  private void scanQuoted() throws IOException {
    while (true) {
      byte[] array = bytes;
      int at = position;
      int stop = end;
      while (at < stop && array[at] != QUOTE) {
        at++;
      }
      position = at;
      if (position == end) {
        if (!more()) {
          return;
        }
      } else if ((position + 1 < end || more()) && bytes[position + 1] == QUOTE) {
        fieldDoubled = true;
        position += 2;
      } else {
        return;
      }
    }
  }

  private void passQuote() throws IOException {
    if (position == end) {
      malformed("the quote that begins field %d never ends");
      return;
    }
    position++;
    if (position < end || more()) {
      byte b = bytes[position];
      if (b != delimiter && b != '\n' && b != '\r') {
        malformed("something follows the closing quote of field %d");
        scanPlain();
      }
    }
  }

  private void malformed(String reason) {
    if (malformed.isEmpty()) {
      malformed = Optional.of(reason.formatted(count + 1));
    }
  }

  private void keep(int fieldFrom, int fieldTo) {
    if (count == from.length && readingHeader) {
      grow(2 * count);
    }
    if (count < from.length) {
      from[count] = fieldFrom;
      to[count] = fieldTo;
      doubled[count] = fieldDoubled;
    }
    count++;
  }

  private void grow(int size) {
    from = Arrays.copyOf(from, size);
    to = Arrays.copyOf(to, size);
    doubled = Arrays.copyOf(doubled, size);
  }

  @Override
  boolean isBlank() {
    return start == position;
  }

  @Override
  Optional<String> read() {
    if (readingHeader) {
      return malformed.or(this::readNames).map(BROKEN_HEADER::concat);
    }
    if (columns.problem().isPresent()) {
      return columns.problem();
    }
    if (malformed.isPresent()) {
      return malformed;
    }
    return count == columns.count()
        ? Optional.empty()
        : Optional.of("the row has %d fields, not %d".formatted(count, columns.count()));
  }

  private Optional<String> readNames() {
    var names = new ArrayList<String>();
    for (int i = 0; i < count; i++) {
      var name = new Slice().set(bytes, start + from[i], to[i] - from[i]);
      names.add(
          (doubled[i] ? name.set(undoubled(name, new byte[name.length()])) : name).toString());
    }
    columns = HeaderColumns.of(names);
    return columns.problem();
  }

  @Override
  public Record record() {
    return this;
  }

  @Override
  public Slice field(String name) {
    Integer index = columns.index().get(name);
    if (index == null) {
      return absent.clear();
    }
    Slice slice =
        slices[index].set(raw().array(), raw().offset() + from[index], to[index] - from[index]);
    if (doubled[index]) {
      if (undoubled[index].length < slice.length()) {
        undoubled[index] = new byte[2 * slice.length()];
      }
      slice.set(undoubled(slice, undoubled[index]));
    }
    return slice;
  }

  /** Writes the content of a quoted field into {@code target}: two quotes become one. */
  private static Slice undoubled(Slice quoted, byte[] target) {
    int length = 0;
    for (int i = 0; i < quoted.length(); i++) {
      byte b = quoted.at(i);
      target[length++] = b;
      if (b == QUOTE) {
        i++;
      }
    }
    return new Slice().set(target, 0, length);
  }
}
