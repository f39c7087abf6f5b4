package millrace.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import millrace.store.Json;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class RatesTest {
  private static final Offset<Double> NEARLY = within(0.001);

  private static Rates rates(long... bytesAndMillis) {
    Rates rates = Rates.NONE;
    for (int i = 0; i < bytesAndMillis.length; i += 2) {
      rates = rates.with("inline", bytesAndMillis[i], Duration.ofMillis(bytesAndMillis[i + 1]));
    }
    return rates;
  }

  private static double seconds(Rates rates, long bytes) {
    return rates.seconds("inline", bytes).orElseThrow();
  }

  @Test
  void ofWhatWasNotMeasuredNothingIsKnown() {
    assertThat(rates(1000, 10).seconds("yarn", 1000)).isEmpty();
    assertThat(Rates.NONE.with("inline", 10, Duration.ZERO)).isEqualTo(Rates.NONE);
    assertThat(Rates.NONE.with("inline", 10, Duration.ofSeconds(-1))).isEqualTo(Rates.NONE);
    assertThat(Rates.NONE.with("inline", 0, Duration.ofSeconds(1))).isEqualTo(Rates.NONE);
  }

  @Test
  void aStartAndACostForEachByteAreFoundAgain() {
    Rates rates = rates(1_000, 2_100, 5_000, 2_500, 20_000, 4_000);
    assertThat(seconds(rates, 0)).isEqualTo(2.0, NEARLY);
    assertThat(seconds(rates, 100_000)).isEqualTo(12.0, NEARLY);
  }

  @Test
  void sizesThatAreAlikeTellNoStartFromTheRest() {
    Rates rates = rates(1_000, 100, 1_000, 300);
    assertThat(seconds(rates, 1)).isEqualTo(0.2, NEARLY);
    assertThat(seconds(rates, 1_000)).isEqualTo(0.2, NEARLY);
    assertThat(seconds(rates, 10_000)).isEqualTo(2.0, NEARLY);
  }

  @Test
  void whatTookLessForMoreIsNotContinuedBelowZero() {
    Rates rates = rates(1_000, 300, 2_000, 100);
    assertThat(seconds(rates, 100_000)).isPositive();
    assertThat(seconds(rates, 1)).isEqualTo(0.2, NEARLY);
  }

  @Test
  void onlyTheLatestCount() {
    Rates rates = rates(1_000, 100_000);
    for (int i = 0; i < Rates.KEPT; i++) {
      rates = rates.with("inline", 1_000, Duration.ofMillis(10));
    }
    assertThat(seconds(rates, 1_000)).isEqualTo(0.01, NEARLY);
    assertThat(Optional.ofNullable(rates.engines().get("inline")).orElseThrow().measured())
        .hasSize(Rates.KEPT);
  }

  @Test
  void anEngineThatIsNotUsedForLongIsForgotten() {
    Rates rates = rates(1_000, 100).with("yarn", 1_000, Duration.ofSeconds(9)).given("local");
    for (int i = 1; i < Rates.REMEMBERED; i++) {
      rates = rates.with("inline", 1_000, Duration.ofMillis(100));
    }
    assertThat(rates.seconds("yarn", 1_000)).isPresent();
    assertThat(rates.isKnown("local")).isTrue();
    rates = rates.with("inline", 1_000, Duration.ofMillis(100));
    assertThat(rates.isKnown("yarn")).isFalse();
    assertThat(rates.isKnown("local")).isFalse();
    assertThat(seconds(rates, 1_000)).isEqualTo(0.1, NEARLY);
  }

  @Test
  void whatWasGivenWorkIsKnownThoughNothingWasMeasured() {
    Rates rates = rates(1_000, 100);
    assertThat(rates.isKnown("yarn")).isFalse();
    assertThat(rates.given("yarn").isKnown("yarn")).isTrue();
    assertThat(rates.given("yarn").seconds("yarn", 1)).isEmpty();
    assertThat(rates.given("inline")).isEqualTo(rates);
  }

  @Test
  void whatIsReadIsWhatWasWritten() throws IOException {
    Rates rates =
        rates(1_000, 2_100, 5_000, 2_500).with("yarn", 7, Duration.ofSeconds(9)).given("uber");
    assertThat(Json.value(Json.tree(rates), Rates.class)).isEqualTo(rates);
  }
}
