package millrace.verify;

import static millrace.report.StateFixture.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import millrace.report.StateFixture;
import millrace.state.BucketEntry;
import millrace.state.PipelineState;
import org.junit.jupiter.api.Test;

/** Nothing is called wrong that a newer state says otherwise. */
class HeadFollowerTest {
  private final VerifyFixture verify;
  private final StateFixture shelf;

  HeadFollowerTest() throws IOException {
    verify = VerifyFixture.inMemory();
    shelf = verify.shelf();
    verify.foldTwoHours();
    shelf.commit();
  }

  /** Late records come, and all that was before is swept. */
  private void turn() {
    try {
      shelf.fold("08:00", "late").commit();
      shelf.chain().sweep(shelf.chain().head().orElseThrow(), 0);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Optional<BucketEntry> bucket(PipelineState state) {
    return state.buckets().get(name("08:00"));
  }

  @Test
  void whatLooksWrongInTheNewestStateIsTold() throws IOException {
    List<String> problems =
        verify.problems(
            newest ->
                newest.look(
                    newest.state(),
                    bucket(newest.state()).orElseThrow(),
                    HeadFollowerTest::bucket,
                    (state, it, finding) -> {
                      finding.problem("it is blue");
                      finding.count(Counted.PIECES);
                    }));
    assertThat(problems).containsExactly("it is blue");
    assertThat(verify.counted(Counted.PIECES)).isEqualTo(1);
  }

  @Test
  void whatLooksWrongInAnOldStateIsLookedAtAgain() throws IOException {
    List<Long> looks = new ArrayList<>();
    List<String> problems =
        verify.problems(
            newest -> {
              PipelineState old = newest.state();
              BucketEntry before = bucket(old).orElseThrow();
              turn();
              newest.look(
                  old,
                  before,
                  HeadFollowerTest::bucket,
                  (state, it, finding) -> {
                    looks.add(state.snapshot().number());
                    finding.count(Counted.PIECES);
                    if (it.pieces().size() == 1) {
                      finding.problem("its late records are missing");
                    }
                  });
            });
    assertThat(problems).isEmpty();
    assertThat(looks).containsExactly(1L, 2L);
    assertThat(verify.counted(Counted.PIECES)).as("what was seen last counts").isEqualTo(1);
  }

  @Test
  void whatIsWrongInTwoStatesIsWrong() throws IOException {
    List<Long> looks = new ArrayList<>();
    List<String> problems =
        verify.problems(
            newest -> {
              PipelineState old = newest.state();
              turn();
              newest.look(
                  old,
                  "a file",
                  state -> Optional.of("a file"),
                  (state, it, finding) -> {
                    looks.add(state.snapshot().number());
                    finding.problem("missing");
                  });
            });
    assertThat(problems).containsExactly("missing");
    assertThat(looks).containsExactly(1L, 2L);
  }

  @Test
  void whatIsNotThereAnyMoreIsNotWrong() throws IOException {
    List<String> problems =
        verify.problems(
            newest -> {
              PipelineState old = newest.state();
              turn();
              newest.look(
                  old,
                  "a file",
                  state -> Optional.<String>empty(),
                  (state, it, finding) -> finding.problem("missing"));
            });
    assertThat(problems).isEmpty();
  }

  @Test
  void pagesThatAreSweptAreLookedUpInTheNewestState() throws IOException {
    List<Integer> pieces = new ArrayList<>();
    List<String> problems =
        verify.problems(
            newest -> {
              PipelineState old = newest.state();
              turn();
              newest.look(
                  old,
                  "anything",
                  state -> Optional.of("anything"),
                  (state, it, finding) -> pieces.add(bucket(state).orElseThrow().pieces().size()));
            });
    assertThat(problems).isEmpty();
    assertThat(pieces).containsExactly(2);
  }

  @Test
  void aWalkWhosePagesAreSweptGoesOnInTheNewestState() throws IOException {
    List<String> seen = new ArrayList<>();
    List<String> problems =
        verify.problems(
            newest -> {
              turn();
              newest.each(
                  "buckets",
                  BucketEntry.class,
                  "",
                  (state, key, bucket) -> seen.add(key + " " + bucket.pieces().size()));
            });
    assertThat(problems).isEmpty();
    assertThat(seen).hasSize(24).startsWith("20240301T0800Z 2", "20240301T0805Z 1");
  }

  @Test
  void aWalkThatSeesAWholeStateBeginsAgainInstead() throws IOException {
    verify.problems(
        newest -> {
          HeadFollower.WholeState whole = newest.new WholeState(newest.state());
          turn();
          assertThatThrownBy(
                  () -> whole.each("buckets", BucketEntry.class, (state, key, bucket) -> {}))
              .isInstanceOf(HeadFollower.HeadMoved.class);
          assertThat(whole.isDamaged()).isFalse();
        });
  }

  @Test
  void aPageThatIsDamagedIsToldOnceHoweverOftenItIsMet() throws IOException {
    String page = verify.pages("buckets").get(0);
    verify.flip(page, 5);
    List<String> seen = new ArrayList<>();
    List<String> problems =
        verify.problems(
            newest -> {
              for (int i = 0; i < 2; i++) {
                newest.each(
                    "buckets", BucketEntry.class, "", (state, key, bucket) -> seen.add(key));
              }
              newest.look(
                  newest.state(),
                  "anything",
                  state -> Optional.of("anything"),
                  (state, it, finding) -> bucket(state));
            });
    assertThat(seen).hasSizeLessThan(2 * 24);
    assertThat(problems).hasSize(1);
    assertThat(problems.get(0)).startsWith("catalogue page " + page + " is damaged: ");
  }

  @Test
  void walksBeginWhereTheyAreTold() throws IOException {
    List<String> seen = new ArrayList<>();
    verify.problems(
        newest ->
            newest.each(
                "buckets",
                BucketEntry.class,
                name("09:50"),
                (state, key, bucket) -> seen.add(key)));
    assertThat(seen).containsExactly("20240301T0950Z", "20240301T0955Z");
  }
}
