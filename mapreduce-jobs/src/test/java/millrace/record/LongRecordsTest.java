package millrace.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LongRecordsTest {
  private static final int LONG = 20_000_000;

  /**
   * A stream of {@code head}, then {@code length} times {@code c}, then {@code tail}, that is never
   * in memory.
   */
  private static InputStream stream(String head, char c, long length, String tail) {
    var run =
        new InputStream() {
          private long left = length;

          @Override
          public int read() {
            return left-- > 0 ? c : -1;
          }

          @Override
          public int read(byte[] target, int offset, int count) {
            int given = (int) Math.min(count, left);
            Arrays.fill(target, offset, offset + given, (byte) c);
            left -= given;
            return given == 0 ? -1 : given;
          }
        };
    return new SequenceInputStream(
        Collections.enumeration(
            List.of(
                new ByteArrayInputStream(Scan.bytes(head)),
                run,
                new ByteArrayInputStream(Scan.bytes(tail)))));
  }

  @ParameterizedTest
  @CsvSource({
    "text, '', '', line",
    "csv, 'a,b\n1,\"', '\"', b",
    "json, '{\"b\":\"', '\"}', b",
    "access-log, 'h - - [t] \"GET /', '\" 200 1', path"
  })
  void aRecordOfTwentyMegabytesIsARecordWhereTheLimitAllowsIt(
      String name, String head, String tail, String field) throws IOException {
    InputStream in = stream(head, 'x', LONG, tail + "\n");
    try (RecordScanner scanner = Scan.format(name).scan(in, new byte[0], RecordLimit.of(1 << 25))) {
      assertThat(scanner.next()).isTrue();
      assertThat(scanner.problem()).isEmpty();
      assertThat(scanner.record().field(field).length()).isBetween(LONG, LONG + 1);
      assertThat(scanner.next()).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "text, 'a\n', '', '\nb'",
    "csv, 'a,b\n1,2\n', '\"', '\"\n3,4\n'",
    "csv, 'a,b\n1,2\n', '', '\r\n3,4\n'",
    "json, '{}\n', '{', '\n{}'",
    "access-log, 'h - - [t] \"GET /\" 200 1\n', '', '\r\nh - - [t] \"GET /\" 200 2'"
  })
  void whatIsLongerThanTheLimitPassesThroughInBoundedMemory(
      String name, String before, String begin, String after) throws IOException {
    long length = 500_000_000L;
    var counted = new long[1];
    var limit =
        new RecordLimit(
            1 << 20,
            offset ->
                new OutputStream() {
                  @Override
                  public void write(int b) {
                    counted[0]++;
                  }

                  @Override
                  public void write(byte[] bytes, int from, int count) {
                    assertThat(count).isLessThan((1 << 20) + (1 << 17));
                    counted[0] += count;
                  }
                });
    InputStream in = stream(before + begin, 'x', length, after);
    try (RecordScanner scanner = Scan.format(name).scan(in, new byte[0], limit)) {
      assertThat(scanner.next()).isTrue();
      assertThat(scanner.problem()).isEmpty();
      assertThat(scanner.next()).isTrue();
      long whole = begin.length() + length + (begin.equals("\"") ? 1 : 0);
      assertThat(scanner.problem())
          .contains("the record is longer than 1048576 bytes: " + whole + " bytes");
      assertThat(scanner.raw().length()).isEqualTo(1024);
      assertThat(counted[0]).isEqualTo(whole);
      assertThat(scanner.next()).isTrue();
      assertThat(scanner.problem()).isEmpty();
      assertThat(scanner.next()).isFalse();
    }
  }

  @Test
  void whenTheStreamBreaksTheOverflowIsClosedAndSoIsTheStream() throws IOException {
    var closed = new StringBuilder();
    var limit =
        new RecordLimit(
            10,
            offset ->
                new OutputStream() {
                  @Override
                  public void write(int b) {}

                  @Override
                  public void close() {
                    closed.append("overflow ");
                  }
                });
    var broken =
        new InputStream() {
          private int reads;

          @Override
          public int read() {
            throw new IllegalStateException("a scanner reads many bytes at once");
          }

          @Override
          public int read(byte[] target, int offset, int count) throws IOException {
            if (++reads > 2) {
              throw new IOException("unexpected end of a gz file");
            }
            Arrays.fill(target, offset, offset + count, (byte) 'x');
            return count;
          }

          @Override
          public void close() {
            closed.append("stream");
          }
        };
    RecordScanner scanner = Scan.format("text").scan(broken, new byte[0], limit);
    try (scanner) {
      scanner.next();
    } catch (IOException e) {
      assertThat(e).hasMessage("unexpected end of a gz file");
    }
    assertThat(closed.toString()).isEqualTo("overflow stream");
  }
}
