package millrace.record;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import millrace.plugin.Formats;

/** All that a scanner said of some input, in ISO-8859-1, so that a character is a byte. */
record Scan(List<Seen> records, String header, Map<Long, String> overflow) {
  /** One record; its fields only if it has no problem. */
  record Seen(long offset, String raw, String problem, Map<String, String> fields) {
    boolean isGood() {
      return problem.isEmpty();
    }

    boolean isBrokenHeader() {
      return problem.startsWith("the header row is broken");
    }

    Seen at(long elsewhere) {
      return new Seen(elsewhere, raw, problem, fields);
    }
  }

  static final int NO_LIMIT = 1 << 28;

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static RecordFormat format(String name, Object... options) {
    var map = new LinkedHashMap<String, Object>();
    for (int i = 0; i < options.length; i += 2) {
      map.put((String) options[i], options[i + 1]);
    }
    return Formats.of(new FormatSpec(name, map), Scan.class.getClassLoader());
  }

  /** Scans {@code input}, asking every good record for {@code fields}. */
  static Scan of(RecordFormat format, String input, List<String> fields) {
    return of(format, new ByteArrayInputStream(bytes(input)), "", NO_LIMIT, fields);
  }

  static Scan of(
      RecordFormat format, InputStream in, String header, int limit, List<String> fields) {
    var records = new ArrayList<Seen>();
    var overflow = new TreeMap<Long, ByteArrayOutputStream>();
    var open = new int[1];
    var recordLimit =
        new RecordLimit(
            limit,
            offset -> {
              open[0]++;
              var bytes =
                  new ByteArrayOutputStream() {
                    @Override
                    public void close() {
                      open[0]--;
                    }
                  };
              if (overflow.put(offset, bytes) != null) {
                throw new IllegalStateException("opened twice: " + offset);
              }
              return (OutputStream) bytes;
            });
    String foundHeader;
    try (RecordScanner scanner = format.scan(in, bytes(header), recordLimit)) {
      foundHeader = text(scanner.header());
      while (scanner.next()) {
        if (open[0] != 0) {
          throw new IllegalStateException("an overflow is still open");
        }
        var values = new LinkedHashMap<String, String>();
        if (scanner.problem().isEmpty()) {
          // All are asked for before any is read: none may disturb another.
          var slices = fields.stream().map(scanner.record()::field).toList();
          for (int i = 0; i < fields.size(); i++) {
            values.put(fields.get(i), text(slices.get(i).toBytes()));
          }
        }
        records.add(
            new Seen(
                scanner.offset(),
                text(scanner.raw().toBytes()),
                scanner.problem().orElse(""),
                values));
      }
      if (scanner.next()) {
        throw new IllegalStateException("a record after the end");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var spilled = new TreeMap<Long, String>();
    overflow.forEach((offset, bytes) -> spilled.put(offset, text(bytes.toByteArray())));
    return new Scan(records, foundHeader, spilled);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  List<String> raws() {
    return records.stream().map(Seen::raw).toList();
  }

  List<String> problems() {
    return records.stream().map(Seen::problem).toList();
  }

  List<Long> offsets() {
    return records.stream().map(Seen::offset).toList();
  }

  /** The values of one field of all good records. */
  List<String> column(String field) {
    return records.stream()
        .filter(Seen::isGood)
        .map(seen -> String.valueOf(seen.fields().get(field)))
        .toList();
  }

  /** A stream that gives at most {@code most} bytes at a time, often fewer. */
  static InputStream trickle(byte[] bytes, int most, Random random) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public synchronized int read(byte[] target, int offset, int length) {
        return super.read(target, offset, Math.min(length, random.nextInt(1, most + 1)));
      }
    };
  }

  /** {@code text} repeated to {@code length} bytes. */
  static byte[] filled(char c, int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) c);
    return bytes;
  }
}
