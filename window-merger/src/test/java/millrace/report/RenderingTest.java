package millrace.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import millrace.aggregate.Cell;
import millrace.aggregate.Exact;
import millrace.aggregate.Keys;
import millrace.aggregate.Slice;
import millrace.store.Sha256;
import org.junit.jupiter.api.Test;

/** Rows as the bytes that are published. */
class RenderingTest {
  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();
  private final ByteArrayOutputStream out =
      new ByteArrayOutputStream() {
        @Override
        public void close() {
          closed.incrementAndGet();
        }
      };

  private Rendering rendering(int keyColumns, OptionalInt most) throws IOException {
    return new Rendering(
        keyColumns,
        most,
        () -> {
          opened.incrementAndGet();
          return out;
        });
  }

  private static List<Cell> cells(long number) {
    return List.of(new Cell.Number(Exact.of(number)));
  }

  private String text() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void allKeysAreWrittenAsTheyCome() throws IOException {
    try (Rendering rows = rendering(1, OptionalInt.empty())) {
      rows.sink().accept(Slice.of("a\tb"), cells(1));
      rows.sink().accept(Slice.of("c"), cells(20));
      rows.finish();
      assertThat(text()).isEqualTo("a\\tb\t1\nc\t20\n");
      assertThat(rows.rows()).isEqualTo(2);
      assertThat(rows.bytes()).isEqualTo(out.size());
      assertThat(rows.sha256()).isEqualTo(Sha256.of(new ByteArrayInputStream(out.toByteArray())));
    }
    assertThat(closed.get()).as("finishing has closed it").isEqualTo(1);
  }

  @Test
  void ranksWaitUntilTheLastRowIsKnown() throws IOException {
    try (Rendering rows = rendering(1, OptionalInt.of(2))) {
      rows.sink().accept(Slice.of("a"), cells(1));
      rows.sink().accept(Slice.of("b"), cells(3));
      rows.sink().accept(Slice.of("c"), cells(3));
      assertThat(opened.get()).isZero();
      assertThat(rows.sink().bar()).contains(cells(3).get(0));
      rows.finish();
      assertThat(text()).isEqualTo("b\t3\nc\t3\n");
      assertThat(rows.rows()).isEqualTo(2);
    }
  }

  @Test
  void theColumnsOfAKeyAreColumns() throws IOException {
    try (Rendering rows = rendering(2, OptionalInt.empty())) {
      rows.sink().accept(Keys.join(List.of(Slice.of("x"), Slice.of(""))).view(), cells(7));
      rows.finish();
      assertThat(text()).isEqualTo("x\t\t7\n");
    }
  }

  @Test
  void aReportWithoutRowsIsAnEmptyFile() throws IOException {
    for (OptionalInt most : List.of(OptionalInt.empty(), OptionalInt.of(3))) {
      try (Rendering rows = rendering(1, most)) {
        rows.finish();
        assertThat(rows.rows()).isZero();
        assertThat(rows.bytes()).isZero();
        assertThat(rows.sha256()).isEqualTo(Sha256.of(new ByteArrayInputStream(new byte[0])));
      }
    }
    assertThat(opened.get()).isEqualTo(2);
  }

  @Test
  void aReportThatIsGivenUpClosesItsFile() throws IOException {
    rendering(1, OptionalInt.empty()).close();
    assertThat(closed.get()).isEqualTo(1);
    rendering(1, OptionalInt.of(3)).close();
    assertThat(opened.get()).as("ranks have none yet").isEqualTo(1);
  }
}
