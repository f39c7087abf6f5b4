package millrace.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What lies in the pipeline's directory, and whether the newest snapshots are lost. */
class LeftoversTest {
  private final VerifyFixture verify;
  private final AtomicLong listed = new AtomicLong();

  LeftoversTest() throws IOException {
    verify = VerifyFixture.inMemory();
    verify.shelf().fold("10:00", "hat").publish(verify.ten(), "10:10").commit();
  }

  private List<String> problems() throws IOException {
    return verify.problems(
        newest -> {
          Leftovers leftovers = new Leftovers(newest);
          listed.set(leftovers.list());
          leftovers.checkHead();
        });
  }

  private long named() throws IOException {
    AtomicLong named = new AtomicLong();
    verify.problems(newest -> named.set(new NamedFiles(newest).of(newest.state())));
    return named.get();
  }

  @Test
  void allThatLiesThereIsNamed() throws IOException {
    assertThat(problems()).isEmpty();
    assertThat(listed.get()).as("a piece, a run and a report").isEqualTo(3);
    assertThat(named()).isEqualTo(3);
    verify.foldTwoHours();
    verify.shelf().fold("10:00", "hat").publish(verify.ten(), "10:10").compact().commit();
    verify.shelf().chain().sweep(verify.shelf().chain().head().orElseThrow(), 0);
    assertThat(problems()).isEmpty();
    assertThat(verify.pages("buckets")).isNotEmpty();
    assertThat(listed.get()).isEqualTo(named());
  }

  @Test
  void aFileThatNothingNamesIsCounted() throws IOException {
    verify.shelf().put("runs/job=words/left", new byte[] {1});
    assertThat(problems()).isEmpty();
    assertThat(listed.get()).isEqualTo(named() + 1);
  }

  @Test
  void aFileOfASnapshotThatIsNotThereTellsThatItIsLost() throws IOException {
    String file = "runs/job=words/day=20240301/20240301T1000Z-9-0-part-0.run";
    verify.shelf().put(file, new byte[] {1});
    assertThat(problems())
        .containsExactly(
            "snapshot 9: missing: the newest there is 2, and "
                + file
                + " was named by it. Stop all ticks, and put the snapshots after 2 back from a"
                + " copy: what they say would be done again under their numbers.");
  }
}
