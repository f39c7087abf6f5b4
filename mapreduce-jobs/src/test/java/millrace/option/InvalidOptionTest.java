package millrace.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class InvalidOptionTest {
  private static final Options OPTIONS =
      Options.of(
          Map.of("a", List.of("x"), "b", "y", "where", Map.of("status", "x", "stats", List.of())));

  private static String refused(Runnable read) {
    InvalidOption refusal = catchThrowableOfType(InvalidOption.class, read::run);
    assertThat(refusal).isNotNull();
    return refusal.option();
  }

  @Test
  void everyRefusalSaysWhichOption() {
    assertThat(refused(() -> OPTIONS.text("a"))).isEqualTo("a");
    assertThat(refused(() -> OPTIONS.requiredText("c"))).isEqualTo("c");
    assertThat(refused(() -> OPTIONS.whole("b"))).isEqualTo("b");
    assertThat(refused(() -> OPTIONS.choice("b", Thread.State.class))).isEqualTo("b");
    assertThat(refused(() -> OPTIONS.map("b"))).isEqualTo("b");
    assertThat(refused(() -> Options.of(Map.of("d", 1)).refuseOthers())).isEqualTo("d");
  }

  @Test
  void anOptionWithinAMapIsNamedByItsPath() {
    Options where = OPTIONS.map("where");
    assertThat(refused(() -> where.whole("status"))).isEqualTo("where.status");
    assertThat(refused(where::refuseOthers)).isEqualTo("where.stats");
    assertThat(refused(() -> where.map("status"))).isEqualTo("where.status");
  }

  @Test
  void whoseOptionItIsCanBeSaidLater() {
    InvalidOption refusal = new InvalidOption("a", "option a: found x").of("format csv");
    assertThat(refusal).hasMessage("format csv: option a: found x");
    assertThat(refusal.option()).isEqualTo("a");
  }
}
