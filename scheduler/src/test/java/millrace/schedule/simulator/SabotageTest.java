package millrace.schedule.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import millrace.aggregate.Seeds;
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
    List<Sabotage> chosen = new ArrayList<>(EnumSet.complementOf(EnumSet.of(Sabotage.NONE)));
    Collections.shuffle(chosen, Seeds.random());
    chosen.subList(0, chosen.size() / EVERY).forEach(this::find);
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
