package millrace.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ShareTest {
  @Test
  void isExceededByMoreThanItselfAndNotByItself() {
    Share five = Share.parse("5%");
    assertThat(five.isExceededBy(5, 100)).isFalse();
    assertThat(five.isExceededBy(6, 100)).isTrue();
    assertThat(five.isExceededBy(0, 0)).isFalse();
    assertThat(Share.parse("0%").isExceededBy(1, Long.MAX_VALUE)).isTrue();
    assertThat(Share.parse("100%").isExceededBy(Long.MAX_VALUE, Long.MAX_VALUE)).isFalse();
    assertThat(Share.parse("0.000000001%").isExceededBy(1, 1000)).isTrue();
  }

  @Test
  void printsAsItIsRead() {
    assertThat(Share.parse("0.50%")).hasToString("0.5%");
    assertThat(Share.parse("100%")).hasToString("100%");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "%", "5", "5 %", "-1%", "101%", "1e1%", "٥%", ".5%"})
  void refusesWhatIsNoShare(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Share.parse(text));
  }
}
