package millrace.schedule.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What finds nothing wrong must find what is: a list of mistakes, each of which is found. */
class SabotageTest {
  private static final int MOST = 3000;

  @TempDir Path scratch;

  @Test
  void everySabotageIsFound() {
    EnumSet.complementOf(EnumSet.of(Sabotage.NONE)).forEach(this::find);
  }

  private void find(Sabotage sabotage) {
    Optional<Throwable> found = Optional.empty();
    int seed = 0;
    while (found.isEmpty() && seed < MOST) {
      found = new Simulation(++seed, sabotage, scratch).run().failure();
    }
    String what = found.map(Throwable::toString).orElse("").lines().findFirst().orElse("");
    System.out.printf(
        "%-20s %-72s found after %3d seeds: %s%n",
        sabotage, sabotage.rule(), seed, what.substring(0, Math.min(160, what.length())));
    assertThat(found).as("%s, in %d seeds", sabotage, seed).isPresent();
  }
}
