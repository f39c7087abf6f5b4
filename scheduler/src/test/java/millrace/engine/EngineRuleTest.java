package millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import millrace.pipeline.EngineChoice;
import millrace.pipeline.EngineSettings;
import millrace.state.Piece;
import millrace.state.Rates;
import millrace.state.Work;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EngineRuleTest {
  private static final long MB = 1 << 20;

  private static EngineRule laptop() {
    return new EngineRule(
        new EngineSettings(EngineChoice.AUTO, 0, 100 * MB, 64 * MB), false, 10 * MB);
  }

  private static EngineRule cluster(long inlineMaxBytes) {
    return new EngineRule(
        new EngineSettings(EngineChoice.AUTO, inlineMaxBytes, 100 * MB, 64 * MB), true, 10 * MB);
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
    return choice(rule, List.of(bytes), rates);
  }

  private static String choice(EngineRule rule, List<Long> pieces, Rates rates) {
    EngineRule.Chosen chosen = rule.choose(work(pieces), rates);
    return chosen.engine() + ": " + chosen.reason();
  }

  private static Work work(List<Long> pieces) {
    return Work.adding(
        Instant.EPOCH,
        pieces.stream()
            .map(it -> new Piece("p", it, "00000000", 1, 0, "landing", Optional.empty(), List.of()))
            .toList(),
        List.of("job"));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
  void whoNamesAnEngineGetsIt(EngineChoice wanted) {
    EngineRule rule = new EngineRule(new EngineSettings(wanted, 0, 0, 0), true, 1);
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

  /** Sixty megabytes that uber folds in 35 seconds, in pieces of ten. */
  private static final Rates UBER = measured(Rates.NONE, "uber", 5, 2);

  private static final List<Long> SIX_PIECES = Collections.nCopies(6, 10 * MB);

  @Test
  void containersAreTriedWhereWhatTheyShareOutIsWorthTheirStart() {
    assertThat(choice(cluster(0), SIX_PIECES, UBER))
        .isEqualTo("yarn: a try: about 15.8 s if shared out, uber 35.0 s");
    assertThat(choice(cluster(0), SIX_PIECES, Rates.NONE))
        .as("nobody knows whether the other is slow")
        .startsWith("uber: ");
    assertThat(choice(cluster(0), SIX_PIECES, measured(Rates.NONE, "uber", 0, 4)))
        .as("15 s are not worth a start of 10 s")
        .startsWith("uber: ");
  }

  @Test
  void whatOneMapperWouldReadAloneIsNotGivenToTry() {
    Rates slow = measured(Rates.NONE, "uber", 1000, 0.001);
    assertThat(choice(cluster(0), List.of(60 * MB), slow))
        .as("no piece is split")
        .startsWith("uber");
    assertThat(choice(cluster(0), Collections.nCopies(10, MB), slow)).startsWith("uber: ");
    assertThat(choice(cluster(0), Collections.nCopies(11, MB), slow))
        .as("the largest share must be clearly less than all")
        .startsWith("uber: ");
    assertThat(choice(cluster(0), Collections.nCopies(20, MB), slow)).startsWith("yarn: a try");
  }

  @Test
  void containersAreTriedOnceUntilTheyAreForgotten() {
    assertThat(choice(cluster(0), SIX_PIECES, UBER.given("yarn")))
        .as("a try that came to nothing")
        .startsWith("uber: at most");
    assertThat(choice(cluster(0), SIX_PIECES, measured(UBER, "yarn", 60, 20)))
        .as("a try that was slow")
        .startsWith("uber: at most");
    Rates now = measured(UBER, "yarn", 60, 20);
    int folds = 0;
    while (choice(cluster(0), SIX_PIECES, now).startsWith("uber")) {
      now = measured(now, "uber", 5, 2);
      folds += 4;
    }
    assertThat(choice(cluster(0), SIX_PIECES, now)).startsWith("yarn: a try");
    assertThat(folds).as("a try is one fold of so many").isEqualTo(64);
  }

  @Test
  void whoeverGotSlowerIsLeft() {
    Rates rates = measured(UBER, "yarn", 15, 20);
    assertThat(choice(cluster(0), SIX_PIECES, rates)).startsWith("yarn: about 18.0 s as measured");
    rates = measured(measured(rates, "yarn", 40, 2), "yarn", 40, 2);
    assertThat(choice(cluster(0), SIX_PIECES, rates)).startsWith("uber: at most");
  }

  @Test
  void onlyContainersAreTriedForNothingElseIsShared() {
    Rates slow = measured(Rates.NONE, "inline", 1000, 0.001);
    assertThat(choice(laptop(), SIX_PIECES, slow)).startsWith("inline: ");
    assertThat(choice(cluster(100 * MB), SIX_PIECES, slow)).startsWith("yarn: a try");
    assertThat(choice(cluster(100 * MB), SIX_PIECES, slow.given("yarn"))).startsWith("inline: ");
  }
}
