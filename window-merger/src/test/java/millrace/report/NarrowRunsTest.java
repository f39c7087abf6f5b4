package millrace.report;

import static millrace.report.StateFixture.JOB;
import static millrace.report.StateFixture.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import millrace.run.Run;
import millrace.store.MemoryStore;
import org.junit.jupiter.api.Test;

/** The narrowest runs of a span, oldest first. */
class NarrowRunsTest {
  private final StateFixture shelf;

  /** An hour in one run, with a correction of its second bucket beside it. */
  NarrowRunsTest() throws IOException {
    shelf = new StateFixture(new MemoryStore());
    shelf.fold("10:00", "hat").fold("10:05", "hat").fold("10:20", "hat").fold("10:25", "hat");
    shelf.fold("11:05", "coat").compact().commit();
    shelf.fold("10:05", "late");
  }

  private NarrowRuns between(Optional<Instant> from, String to) {
    return new NarrowRuns(
        from,
        at(to),
        StateFixture.BUCKETS,
        shelf.draft().job(JOB).roots(),
        id -> shelf.draft().runs().get(RunTree.key(JOB, id)).orElseThrow());
  }

  private static List<String> spans(NarrowRuns runs) {
    List<String> spans = new ArrayList<>();
    while (runs.hasNext()) {
      Run run = runs.next();
      spans.add(
          run.covers().start().toString().substring(11, 16)
              + "+"
              + run.covers().length().toMinutes()
              + "m"
              + (run.buckets() == 0 ? " late" : ""));
    }
    return spans;
  }

  @Test
  void wideRunsAreTakenApartAndCorrectionsStandBesideWhatTheyCorrect() {
    assertThat(shelf.draft().job(JOB).roots()).hasSizeLessThan(4);
    assertThat(spans(between(Optional.empty(), "12:00")))
        .containsExactly(
            "10:00+5m", "10:05+5m", "10:05+5m late", "10:20+5m", "10:25+5m", "11:05+5m");
  }

  @Test
  void onlyWhatHoldsSomethingOfTheSpanIsShown() {
    assertThat(spans(between(Optional.of(at("10:05")), "10:25")))
        .containsExactly("10:05+5m", "10:05+5m late", "10:20+5m");
    assertThat(spans(between(Optional.of(at("10:10")), "10:20"))).isEmpty();
  }

  @Test
  void whatIsLeftOnlyAsAWholeIsShownAsAWhole() {
    new RunTree(shelf.draft(), JOB).coarsen(at("11:00"));
    assertThat(spans(between(Optional.of(at("10:05")), "10:25")))
        .containsExactly("10:00+60m", "10:05+5m late");
  }

  @Test
  void theNextRunCanBeLookedAtFirst() {
    NarrowRuns runs = between(Optional.of(at("11:00")), "12:00");
    Optional<Run> ahead = runs.peek();
    assertThat(ahead).contains(runs.next());
    assertThat(runs.peek()).isEmpty();
    assertThatThrownBy(runs::next).isInstanceOf(NoSuchElementException.class);
  }
}
