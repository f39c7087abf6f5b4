package millrace.schedule.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What finds nothing wrong must find what is: a list of mistakes, each of which is found. */
class SabotageTest {
  /** Some of the list in every build; with {@code -Pmatrix} all. */
  private static final int EVERY = Integer.getInteger("millrace.every", 16) == 1 ? 1 : 4;

  private static final int MOST = 3000;

  @TempDir Path scratch;

  @Test
  void everySabotageIsFound() {
    int chosen = Math.floorMod(System.nanoTime() / 1000, EVERY);
    for (Sabotage sabotage : Sabotage.values()) {
      if (sabotage != Sabotage.NONE && sabotage.ordinal() % EVERY == chosen) {
        find(sabotage);
      }
    }
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
