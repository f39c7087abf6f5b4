package millrace.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import millrace.testkit.Crash;
import millrace.testkit.CrashingStore;
import millrace.testkit.InjectedFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StoreCrashTest {
  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource
  void aFailureAtAnyChangeLosesNothingAndLeavesNothing(InjectedFailure failure) throws IOException {
    long changes = failEverywhere(failure);
    assertThat(changes).as("changes").isGreaterThan(100);
  }

  /** A sample: what differs is the disk. All of it with {@code -Dmillrace.every=1}. */
  @ParameterizedTest
  @EnumSource
  void soItIsOnALocalDisk(InjectedFailure failure) throws IOException {
    int every = Integer.getInteger("millrace.every", 12);
    boolean survived = false;
    for (long fatal = 1L + Math.floorMod(failure.name().hashCode(), every);
        !survived;
        fatal += every) {
      Store disk = new LocalStore(directory.resolve(failure + "-" + fatal));
      var crashing = new CrashingStore(disk, fatal, failure);
      runUntilItFails(crashing);
      survived = crashing.survived();
      new Ledger(disk).run();
      Ledger.assertDoneAndClean(disk);
    }
  }

  private static long failEverywhere(InjectedFailure failure) throws IOException {
    long fatal = 0;
    boolean survived = false;
    while (!survived) {
      var disk = new MemoryStore();
      var crashing = new CrashingStore(disk, ++fatal, failure);
      runUntilItFails(crashing);
      survived = crashing.survived();
      new Ledger(disk).run();
      Ledger.assertDoneAndClean(disk);
    }
    return fatal;
  }

  /** Twice in a row: the second process dies while it repairs what the first left. */
  @Test
  void dyingAgainWhileRecoveringIsNoWorse() throws IOException {
    for (long first = 1; first < 120; first += 4) {
      for (long second = 1; second < 60; second += 13) {
        var disk = new MemoryStore();
        runUntilItFails(new CrashingStore(disk, first, InjectedFailure.DIES_AFTER));
        runUntilItFails(new CrashingStore(disk, second, InjectedFailure.DIES_BEFORE));
        new Ledger(disk).run();
        Ledger.assertDoneAndClean(disk);
      }
    }
  }

  private static void runUntilItFails(Store store) {
    try {
      new Ledger(store).run();
    } catch (Crash | IOException e) {
      // The process is gone, or its attempt has ended; what reached the disk is what counts.
    }
  }

  /**
   * One process sleeps before its n-th call of the store, for so long that another does all the
   * work and sweeps; then it wakes and goes on with what it knew.
   */
  @Test
  void aSleeperWakingAnywhereSpoilsNothing() throws IOException {
    int call = 0;
    boolean slept = true;
    while (slept) {
      var disk = new MemoryStore();
      var sleeper = new SleepingStore(disk, ++call, () -> new Ledger(disk).run());
      runUntilItFails(sleeper);
      slept = sleeper.slept();
      new Ledger(disk).run();
      Ledger.assertDoneAndClean(disk);
    }
    assertThat(call).as("calls").isGreaterThan(100);
  }

  /** Both do some of the work: the sleeper's next sleep begins where the other died. */
  @Test
  void soDoesOneWhoWakesWhileAnotherIsHalfDone() throws IOException {
    for (int call = 1; call < 120; call += 5) {
      for (int fatal = 1; fatal < 120; fatal += 19) {
        var disk = new MemoryStore();
        var other = new CrashingStore(disk, fatal, InjectedFailure.DIES_AFTER);
        runUntilItFails(new SleepingStore(disk, call, () -> runUntilItFails(other)));
        new Ledger(disk).run();
        Ledger.assertDoneAndClean(disk);
      }
    }
  }
}
