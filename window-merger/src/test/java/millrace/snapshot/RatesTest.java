package millrace.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.time.Duration;
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
    assertThat(rates.engines().get("inline")).hasSize(Rates.KEPT);
  }

  @Test
  void whatIsReadIsWhatWasWritten() throws IOException {
    Rates rates = rates(1_000, 2_100, 5_000, 2_500).with("yarn", 7, Duration.ofSeconds(9));
    assertThat(Json.value(Json.tree(rates), Rates.class)).isEqualTo(rates);
  }
}
