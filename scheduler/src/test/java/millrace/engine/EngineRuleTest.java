package millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import millrace.pipeline.EngineChoice;
import millrace.snapshot.Rates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EngineRuleTest {
  private static final long MB = 1 << 20;

  private static EngineRule laptop() {
    return new EngineRule(EngineChoice.AUTO, false, 0, 100 * MB, 64 * MB);
  }

  private static EngineRule cluster(long inlineMaxBytes) {
    return new EngineRule(EngineChoice.AUTO, true, inlineMaxBytes, 100 * MB, 64 * MB);
  }

  /** An engine that starts in so many seconds and then folds so many megabytes in one. */
  private static Rates measured(Rates before, String engine, double start, double speed) {
    Rates rates = before;
    for (int megabytes : new int[] {1, 10, 50, 60}) {
      rates =
          rates.with(
              engine,
              megabytes * MB,
              Duration.ofMillis(Math.round(1000 * (start + megabytes / speed))));
    }
    return rates;
  }

  private static String choice(EngineRule rule, long bytes, Rates rates) {
    EngineRule.Chosen chosen = rule.choose(bytes, rates);
    return chosen.engine() + ": " + chosen.reason();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
  void whoNamesAnEngineGetsIt(EngineChoice wanted) {
    EngineRule rule = new EngineRule(wanted, true, 0, 0, 0);
    String engine = wanted.name().toLowerCase(java.util.Locale.ROOT);
    assertThat(choice(rule, 1, measured(Rates.NONE, engine, 1000, 0.001)))
        .isEqualTo(engine + ": millrace.engine=" + engine);
  }

  @Test
  void whereNothingWasMeasuredTheLimitsDecide() {
    assertThat(choice(laptop(), 100 * MB, Rates.NONE))
        .isEqualTo("inline: at most millrace.local.inline.max.bytes=100m");
    assertThat(choice(laptop(), 100 * MB + 1, Rates.NONE))
        .isEqualTo("local: more than millrace.local.inline.max.bytes=100m");
    assertThat(choice(cluster(0), 1, Rates.NONE))
        .isEqualTo("uber: at most millrace.uber.max.bytes=64m");
    assertThat(choice(cluster(0), 65 * MB, Rates.NONE))
        .isEqualTo("yarn: more than millrace.uber.max.bytes=64m");
    assertThat(choice(cluster(MB), MB, Rates.NONE))
        .isEqualTo("inline: at most millrace.inline.max.bytes=1m");
  }

  @Test
  void whatIsMeasuredToBeClearlyFasterIsTaken() {
    Rates rates = measured(measured(Rates.NONE, "uber", 5, 2), "yarn", 15, 20);
    assertThat(choice(cluster(0), 10 * MB, rates))
        .isEqualTo("uber: at most millrace.uber.max.bytes=64m");
    assertThat(choice(cluster(0), 60 * MB, rates))
        .isEqualTo("yarn: about 18.0 s as measured, uber 35.0 s");
    assertThat(choice(cluster(0), 22 * MB, rates))
        .as("16.1 s is no reason to leave what takes 16.0 s")
        .startsWith("uber: ");
  }

  @Test
  void noMeasurementTakesAnEngineBeyondItsLimit() {
    Rates slow = measured(Rates.NONE, "local", 1000, 0.001);
    Rates rates = measured(slow, "inline", 0, 1000);
    assertThat(choice(laptop(), 100 * MB + 1, rates)).startsWith("local: more than");
    Rates slowYarn = measured(measured(Rates.NONE, "yarn", 1000, 0.001), "inline", 0, 1000);
    assertThat(choice(cluster(0), 65 * MB, slowYarn)).startsWith("yarn: more than");
  }
}
