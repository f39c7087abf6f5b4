package millrace.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationTextTest {
  @ParameterizedTest
  @CsvSource({
    "0s, 0",
    "10s, 10",
    "90s, 90",
    "5m, 300",
    "1h, 3600",
    "1h30m, 5400",
    "7d, 604800",
    "1w, 604800",
    "1w1d1h1m1s, 694861"
  })
  void readsWhatPeopleWrite(String text, long seconds) {
    assertThat(DurationText.parse(text)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0s",
    "10, 10s",
    "90, 1m30s",
    "3600, 1h",
    "604800, 7d",
    "34560000, 400d",
    "90061, 1d1h1m1s"
  })
  void writesTheShortest(long seconds, String text) {
    assertThat(DurationText.format(Duration.ofSeconds(seconds))).isEqualTo(text);
  }

  @Test
  void whatIsWrittenReadsBack() {
    var random = new Random(1);
    for (int i = 0; i < 1000; i++) {
      Duration duration = Duration.ofSeconds(random.nextLong(1L << random.nextInt(1, 32)));
      assertThat(DurationText.parse(DurationText.format(duration))).isEqualTo(duration);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', it is empty",
    "5, the unit is missing",
    "m, a number is missing at column 1",
    "1h m, a number is missing at column 3",
    "5M, there is no unit M",
    "1.5h, there is no unit .",
    "PT5M, a number is missing at column 1",
    "-5m, a number is missing at column 1",
    "30m1h, the unit h comes after a smaller one or twice",
    "1m1m, the unit m comes after a smaller one or twice",
    "99999999999s, the number is too large",
    "５m, a number is missing at column 1"
  })
  void saysWhatIsWrongAndWhatIsAllowed(String text, String reason) {
    assertThatThrownBy(() -> DurationText.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "not a duration: \"%s\": %s; allowed are whole numbers with the units w, d, h, m, s, the larger ones first, as 10s, 5m, 1h30m, 7d",
            text, reason);
  }

  @Test
  void writesNoFractionsAndNothingNegative() {
    assertThatThrownBy(() -> DurationText.format(Duration.ofMillis(1500)))
        .hasMessageContaining("whole seconds")
        .hasMessageContaining("PT1.5S");
    assertThatThrownBy(() -> DurationText.format(Duration.ofSeconds(-1)))
        .hasMessageContaining("zero or more");
  }
}
