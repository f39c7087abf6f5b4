package millrace.schedule.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing lost, nothing counted twice, nothing torn, whatever the seed. */
class SimulatorTest {
  /** Every build tries others; with {@code -Pmatrix} ten thousand. */
  private static final int EVERY = Integer.getInteger("millrace.every", 16);

  private static final Optional<Long> SEED = Optional.ofNullable(Long.getLong("millrace.seed"));
  private static final int SEEDS =
      Integer.getInteger("millrace.seeds", SEED.isPresent() ? 1 : EVERY == 1 ? 10_000 : 100);

  @TempDir Path scratch;

  /** What many simulations came to. */
  private static final class Sum {
    private final Map<String, Integer> struck = new TreeMap<>();
    private final Map<String, Integer> endings = new TreeMap<>();
    private final Map<Integer, Integer> atOnce = new TreeMap<>();
    private final List<String> wrong = new ArrayList<>();
    private long steps;
    private long snapshots;
    private long records;
    private long reads;
    private long overtaken;

    void add(Simulation.Outcome outcome) {
      steps += outcome.points();
      snapshots += outcome.snapshots();
      records += outcome.records();
      reads += outcome.reads();
      overtaken += outcome.overtaken();
      atOnce.merge(outcome.atOnce(), 1, Integer::sum);
      outcome.struck().forEach((fault, n) -> struck.merge(fault.toString(), n, Integer::sum));
      outcome.endings().forEach((ending, n) -> endings.merge(ending, n, Integer::sum));
      outcome.failure().ifPresent(failure -> wrong.add(outcome.seed() + ": " + failure));
    }
  }

  @Test
  void whateverHappensTheSumsAreExact() {
    long first = SEED.orElse(System.nanoTime());
    long began = System.nanoTime();
    Duration before = worked();
    Sum sum = new Sum();
    for (long seed = first; seed < first + SEEDS; seed++) {
      sum.add(new Simulation(seed, Sabotage.NONE, scratch).run());
    }
    System.out.printf(
        """
        simulator: %d seeds from %d in %d s (%d ms of processor a seed): %d wrong
          %d steps, %d snapshots, %d records, %d reports read, overtaken %d times
          attempts at once: %s
          struck by: %s
          ticks ended: %s
        """,
        SEEDS,
        first,
        (System.nanoTime() - began) / 1_000_000_000,
        (worked().toMillis() - before.toMillis()) / SEEDS,
        sum.wrong.size(),
        sum.steps,
        sum.snapshots,
        sum.records,
        sum.reads,
        sum.overtaken,
        sum.atOnce,
        sum.struck,
        sum.endings);
    assertThat(sum.endings.keySet())
        .as("a tick that was told no lie gives up only when it is overtaken again and again")
        .allMatch(ending -> !ending.startsWith("GAVE UP") || ending.contains("overtaken"));
    assertThat(sum.wrong).as("replay with -Dmillrace.seed=, -Dmillrace.trace=true").isEmpty();
  }

  private static Duration worked() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  @Test
  void theSameSeedIsTheSameStory() {
    for (int seed = 1; seed <= 3; seed++) {
      assertThat(new Simulation(seed, Sabotage.NONE, scratch).run())
          .isEqualTo(new Simulation(seed, Sabotage.NONE, scratch).run());
    }
  }
}
