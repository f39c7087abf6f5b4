package millrace.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextFormatTest {
  private static Scan scan(String input) {
    return Scan.of(Scan.format("text"), input, List.of("line", "other"));
  }

  @Test
  void everyLineIsARecordAnEmptyOneToo() {
    Scan scan = scan("a\n\nb b\n");
    assertThat(scan.column("line")).containsExactly("a", "", "b b");
    assertThat(scan.offsets()).containsExactly(0L, 2L, 3L);
    assertThat(scan.column("other")).containsExactly("", "", "");
  }

  @Test
  void linesEndAtLfCrOrCrLf() {
    Scan scan = scan("a\r\nb\rc\n\rd\r\r\ne");
    assertThat(scan.raws()).containsExactly("a", "b", "c", "", "d", "", "e");
    assertThat(scan.offsets()).containsExactly(0L, 3L, 5L, 7L, 8L, 10L, 12L);
  }

  @Test
  void theLastLineNeedsNoEnd() {
    assertThat(scan("").records()).isEmpty();
    assertThat(scan("a").raws()).containsExactly("a");
    assertThat(scan("a\n").raws()).containsExactly("a");
    assertThat(scan("a\r\n").raws()).containsExactly("a");
    assertThat(scan("\n").raws()).containsExactly("");
  }

  @Test
  void aByteOrderMarkIsNotContent() {
    assertThat(scan("\u00ef\u00bb\u00bf").records()).isEmpty();
    Scan scan = scan("\u00ef\u00bb\u00bfa\r\n\u00ef\u00bb\u00bfb\n\u00ef\u00bb\n\u00ef");
    assertThat(scan.raws()).containsExactly("a", "b", "\u00ef\u00bb", "\u00ef");
    assertThat(scan.offsets()).containsExactly(3L, 9L, 11L, 14L);
  }

  @Test
  void bytesThatAreNotUtf8AndLineSeparatorsOfUnicodeStay() {
    String next = "\u00c2\u0085";
    String separator = "\u00e2\u0080\u00a8";
    assertThat(scan("\u00ff\u00fe\u0000" + next + separator + "\n").raws())
        .containsExactly("\u00ff\u00fe\u0000" + next + separator);
  }

  @Test
  void theFieldIsKnownBeforeAFileIsSeen() {
    assertThat(Scan.format("text").fields()).contains(List.of("line"));
    assertThat(Scan.format("text").timeField()).isEmpty();
  }
}
