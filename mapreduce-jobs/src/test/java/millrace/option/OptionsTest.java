package millrace.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class OptionsTest {
  private enum Colour {
    RED,
    DARK_BLUE
  }

  @Test
  void textIsAScalarAsItIsWritten() {
    Options options = Options.of(Map.of("a", "x", "b", 404, "c", true));
    assertThat(options.text("a")).contains("x");
    assertThat(options.text("b")).contains("404");
    assertThat(options.text("c")).contains("true");
    assertThat(options.text("d")).isEmpty();
    assertThat(options.requiredText("a")).isEqualTo("x");
    assertThatThrownBy(() -> options.requiredText("d")).hasMessage("option d is missing");
    assertThatThrownBy(() -> Options.of(Map.of("a", List.of("x"))).text("a"))
        .hasMessage("option a: found [x], expected a text");
  }

  @Test
  void textsAreOneOrAList() {
    Options options = Options.of(Map.of("a", "x", "b", List.of("y", 3)));
    assertThat(options.texts("a")).containsExactly("x");
    assertThat(options.texts("b")).containsExactly("y", "3");
    assertThat(options.texts("c")).isEmpty();
    assertThatThrownBy(() -> Options.of(Map.of("a", List.of(List.of()))).texts("a"))
        .hasMessage("option a: found [], expected a text");
  }

  @Test
  void wholeIsAWholeNumber() {
    assertThat(Options.of(Map.of("n", 12)).whole("n")).hasValue(12);
    assertThat(Options.of(Map.of()).whole("n")).isEmpty();
    assertThatThrownBy(() -> Options.of(Map.of("n", "1.5")).whole("n"))
        .hasMessage("option n: found 1.5, expected a whole number");
  }

  @Test
  void choiceNamesTheNearest() {
    assertThat(Options.of(Map.of("c", "dark-blue")).choice("c", Colour.class))
        .contains(Colour.DARK_BLUE);
    assertThat(Options.of(Map.of()).choice("c", Colour.class)).isEmpty();
    assertThatThrownBy(() -> Options.of(Map.of("c", "rad")).choice("c", Colour.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("unknown value of option c: rad (did you mean red? allowed: dark-blue, red)");
  }

  @Test
  void mapsHaveOptionsOfTheirOwn() {
    Options options = Options.of(Map.of("m", Map.of("a", 1, "b", List.of("x"))));
    Options inner = options.map("m");
    assertThat(inner.names()).containsExactly("a", "b");
    assertThat(inner.text("a")).contains("1");
    assertThatThrownBy(inner::refuseOthers)
        .hasMessage("unknown option: m.b (did you mean m.a? allowed: m.a)");
    assertThat(options.map("n").names()).isEmpty();
    assertThatThrownBy(() -> Options.of(Map.of("m", 3)).map("m"))
        .hasMessage("option m: found 3, expected a map");
  }

  @Test
  void whatNobodyAskedForIsRefused() {
    Options options = Options.of(Map.of("tokns", "unicode"));
    assertThat(options.text("tokens")).isEmpty();
    assertThat(options.text("field")).isEmpty();
    assertThatThrownBy(options::refuseOthers)
        .hasMessage("unknown option: tokns (did you mean tokens? allowed: field, tokens)");
  }
}
