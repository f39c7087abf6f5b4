package millrace.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import millrace.aggregate.ByteString;
import millrace.aggregate.Cell;
import millrace.aggregate.Exact;
import millrace.aggregate.Seeds;
import millrace.aggregate.Slice;
import org.junit.jupiter.api.Test;

/** The text of reports, written and read back. */
class TsvTest {
  private static TsvReader reader(String text) {
    return new TsvReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
  }

  private static String written(String text) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(Tsv.write(Slice.of(text), out)).isEqualTo(out.size());
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void whatPartsColumnsAndRowsIsEscaped() throws IOException {
    assertThat(written("plain")).isEqualTo("plain");
    assertThat(written("a\tb\nc\rd\\e")).isEqualTo("a\\tb\\nc\\rd\\\\e");
    assertThat(written("\u00e4\u0000\"")).isEqualTo("\u00e4\u0000\"");
    assertThat(written("")).isEmpty();
  }

  @Test
  void rowsComeBackColumnByColumn() throws IOException {
    try (TsvReader rows = reader("a\t1\n\\\\\\t\\n\\r\t\n\n")) {
      assertThat(rows.next()).contains(List.of(ByteString.of("a"), ByteString.of("1")));
      assertThat(rows.next()).contains(List.of(ByteString.of("\\\t\n\r"), ByteString.of("")));
      assertThat(rows.next()).as("one empty column").contains(List.of(ByteString.of("")));
      assertThat(rows.next()).isEmpty();
    }
  }

  @Test
  void whatIsNoReportIsDamaged() throws IOException {
    for (String text : List.of("a", "a\t", "a\\", "\\")) {
      try (TsvReader rows = reader(text)) {
        assertThatThrownBy(rows::next).as(text).isInstanceOf(TsvReader.Damaged.class);
      }
    }
    try (TsvReader rows = reader("a\\x\n")) {
      assertThatThrownBy(rows::next)
          .isInstanceOf(TsvReader.Damaged.class)
          .hasMessage("a report file holds an unknown escape: \\x");
    }
  }

  @Test
  void anyBytesComeBackAsTheyWere() throws IOException {
    Random random = Seeds.random();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteString[] keys = new ByteString[100];
    try (TsvRowWriter writer = new TsvRowWriter(1, out)) {
      for (int i = 0; i < keys.length; i++) {
        byte[] key = new byte[random.nextInt(9)];
        for (int j = 0; j < key.length; j++) {
          key[j] =
              (byte)
                  (random.nextBoolean()
                      ? random.nextInt()
                      : "\\\t\n\rtnr".charAt(random.nextInt(7)));
        }
        keys[i] = ByteString.copyOf(key);
        writer.accept(keys[i].view(), List.of(new Cell.Number(Exact.of(i))));
      }
    }
    try (TsvReader rows = new TsvReader(new ByteArrayInputStream(out.toByteArray()))) {
      for (int i = 0; i < keys.length; i++) {
        Optional<List<ByteString>> row = rows.next();
        assertThat(row).contains(List.of(keys[i], ByteString.of(Integer.toString(i))));
      }
      assertThat(rows.next()).isEmpty();
    }
  }
}
