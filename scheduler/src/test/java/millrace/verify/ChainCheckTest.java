package millrace.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** All snapshots that are kept can be read, and none is missing between two. */
class ChainCheckTest {
  private final VerifyFixture verify;
  private final AtomicBoolean readable = new AtomicBoolean();
  private final AtomicLong outlived = new AtomicLong();

  ChainCheckTest() throws IOException {
    verify = VerifyFixture.inMemory();
    verify.foldTwoHours();
    verify.shelf().commit();
    verify.shelf().fold("08:00", "late").commit();
    verify.shelf().fold("08:05", "late").commit();
  }

  private List<String> problems() throws IOException {
    return verify.problems(
        newest -> {
          ChainCheck check = new ChainCheck(newest);
          readable.set(check.run());
          outlived.set(check.outlived());
        });
  }

  private int dropped(long number) throws IOException {
    return verify.shelf().chain().read(number).orElseThrow().dropped().size();
  }

  private static String snapshot(int number) {
    return "_millrace/snapshots/%020d.json".formatted(number);
  }

  @Test
  void nothingIsWrongWithAWholeChain() throws IOException {
    assertThat(problems()).isEmpty();
    assertThat(readable).isTrue();
    assertThat(verify.counted(Counted.SNAPSHOTS)).isEqualTo(3);
    assertThat(outlived.get())
        .as("what the newest two do not name any more")
        .isEqualTo(dropped(2) + dropped(3))
        .isPositive();
  }

  @Test
  void theOldestMayHaveBeenSwept() throws IOException {
    verify.lose(snapshot(1));
    assertThat(problems()).isEmpty();
    assertThat(readable).isTrue();
  }

  @Test
  void oneThatIsMissingBetweenTwoIsTold() throws IOException {
    verify.lose(snapshot(2));
    assertThat(problems())
        .containsExactly(
            "snapshot 2: missing between 1 and 3 in _millrace/snapshots. Put it back from a copy;"
                + " without one nothing is lost but its leftovers are never swept, for each"
                + " snapshot holds the whole state.");
    assertThat(readable).isTrue();
  }

  @Test
  void anOlderOneThatIsDamagedIsToldAndTheRestGoesOn() throws IOException {
    verify.halve(snapshot(2));
    assertThat(problems()).hasSize(1);
    assertThat(problems().get(0)).startsWith("snapshot 2 (").contains(" is damaged: ");
    assertThat(readable).isTrue();
  }

  @Test
  void withoutTheNewestNothingCanBeVerified() throws IOException {
    HeadFollower newest = new HeadFollower(verify.store(), new SilentFindings());
    verify.halve(snapshot(3));
    assertThat(new ChainCheck(newest).run()).isFalse();
    assertThat(newest.problems()).isEqualTo(1);
  }

  private static final class SilentFindings implements Findings {
    @Override
    public void problem(String line) {
      assertThat(line)
          .endsWith(
              " It is the newest: without it nothing can go on, and nothing else can be"
                  + " verified.");
    }

    @Override
    public void progress(String what) {}
  }
}
