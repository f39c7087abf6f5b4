package millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormulaTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "=1+1",
        "+1",
        "-1",
        "@SUM(1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "\ufeff=1",
        "\0=1",
        "\u0001\u0002@x",
        "\uff1d1+1",
        "\uff0b1",
        "\uff0d1",
        "\uff20x"
      })
  void whatASpreadsheetWouldComputeIsKnownByItsBeginning(String cell) {
    assertThat(Formula.isBegunBy(cell)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "a=1", "1-1", "'=1", "\ufeff", "\0", "\u2212x", "/cmd"})
  void otherTextIsText(String cell) {
    assertThat(Formula.isBegunBy(cell)).isFalse();
  }
}
