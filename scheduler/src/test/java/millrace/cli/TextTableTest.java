package millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TextTableTest {
  private static List<String> print(TextTable table) {
    Printed printed = new Printed();
    table.print(printed.stream());
    return printed.lines();
  }

  @Test
  void alignsTextLeftAndNumbersRight() {
    assertThat(
            print(
                new TextTable()
                    .left("path")
                    .right("count")
                    .left("note")
                    .row("/", 1000, "")
                    .row("/a/b", 7, "x")))
        .containsExactly(
            "path  count  note", //
            "----  -----  ----",
            "/      1000",
            "/a/b      7  x");
  }

  @Test
  void alignsWideCharactersAndEscapesHostileOnes() {
    assertThat(print(new TextTable().left("word").right("count").row("三國", 10).row("a\u001b\n", 2)))
        .containsExactly(
            "word       count", //
            "---------  -----",
            "三國          10",
            "a\\x1b\\x0a      2");
  }

  @Test
  void oneLongCellDoesNotWidenAllRows() {
    List<String> lines =
        print(new TextTable().left("key").right("n").row("x".repeat(100), 1).row("y", 2));
    assertThat(lines.get(2)).isEqualTo("x".repeat(100) + "  1");
    assertThat(lines.get(3)).hasSize(80 + 2 + 1);
  }

  @Test
  void aTableWithoutRowsIsItsTitles() {
    assertThat(print(new TextTable().left("key").right("n"))).containsExactly("key  n", "---  -");
  }

  @Test
  void refusesARowThatDoesNotFit() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TextTable().left("key").row("a", "b"));
  }
}
