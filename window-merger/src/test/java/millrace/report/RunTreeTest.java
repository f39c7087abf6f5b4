package millrace.report;

import static millrace.report.StateFixture.JOB;
import static millrace.report.StateFixture.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import millrace.run.Run;
import millrace.store.MemoryStore;
import org.junit.jupiter.api.Test;

/** What taking buckets out and retention leave of the runs of a job. */
class RunTreeTest {
  private final StateFixture shelf;

  /** An hour in one run, and a bucket after it. */
  RunTreeTest() throws IOException {
    shelf = new StateFixture(new MemoryStore());
    for (String bucket : List.of("10:00", "10:05", "10:15", "10:20", "10:30", "10:45")) {
      shelf.fold(bucket, "hat");
    }
    shelf.fold("11:10", "coat").compact().commit();
  }

  private RunTree tree() {
    return new RunTree(shelf.draft(), JOB);
  }

  /** The roots by time, as {@code 10:00+15m}. */
  private List<String> roots() {
    return shelf.draft().job(JOB).roots().stream()
        .sorted(Comparator.comparing(Run::covers))
        .map(
            run ->
                run.covers().start().toString().substring(11, 16)
                    + "+"
                    + run.covers().length().toMinutes()
                    + "m")
        .toList();
  }

  private static NavigableSet<Instant> buckets(String... times) {
    NavigableSet<Instant> buckets = new TreeSet<>();
    Stream.of(times).forEach(time -> buckets.add(at(time)));
    return buckets;
  }

  /** How many files are named no more. */
  private int dropped() throws IOException {
    long number = shelf.draft().number();
    shelf.commit();
    return (int)
        shelf.chain().read(number).orElseThrow().dropped().stream()
            .filter(path -> path.startsWith("runs/"))
            .count();
  }

  @Test
  void mergedRunsStandAboveThoseTheyWereMadeOf() {
    assertThat(roots()).containsExactly("10:00+60m", "11:10+5m");
  }

  @Test
  void takingABucketOutTakesApartWhatHoldsIt() throws IOException {
    tree().remove(buckets("10:05"));
    assertThat(roots())
        .containsExactly("10:00+5m", "10:15+15m", "10:30+5m", "10:45+5m", "11:10+5m");
    assertThat(dropped()).as("the hour, the quarter and the bucket").isEqualTo(3);
    shelf.compact();
    assertThat(roots()).containsExactly("10:00+60m", "11:10+5m");
  }

  @Test
  void takingOutABucketThatHasNoRunChangesNothing() {
    List<String> before = roots();
    tree().remove(buckets("09:00", "11:15"));
    assertThat(roots()).isEqualTo(before);
  }

  @Test
  void whatIsKeptOnlyAsAWholeIsNotTakenApart() {
    tree().coarsen(at("11:00"));
    assertThatThrownBy(() -> tree().remove(buckets("10:05")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageMatching(
            "job words: the run of bucket 2024-03-01T10:05:00Z is part of 20240301T1000Z-1-m\\d,"
                + " which is kept only as a whole");
  }

  @Test
  void coarseRunsForgetWhatTheyWereMadeOf() throws IOException {
    assertThat(tree().coarsen(at("11:00"))).isEqualTo(8);
    assertThat(roots()).containsExactly("10:00+60m", "11:10+5m");
    assertThat(shelf.draft().job(JOB).coarse()).contains(at("11:00"));
    assertThat(shelf.draft().job(JOB).roots()).allMatch(run -> run.from().isEmpty());
    assertThat(shelf.draft().runs().from("").hasNext()).isFalse();
    assertThat(dropped()).isEqualTo(8);
    assertThat(tree().coarsen(at("11:00"))).as("once more").isZero();
  }

  @Test
  void aRunThatReachesBeyondKeepsItsPartsAndThoseAreCoarsened() {
    assertThat(tree().coarsen(at("10:15"))).as("the buckets of the first quarter").isEqualTo(2);
    Run hour =
        shelf.draft().job(JOB).roots().stream()
            .max(Comparator.comparing(run -> run.covers().length()))
            .orElseThrow();
    assertThat(hour.from()).isNotEmpty();
    Run quarter =
        hour.from().stream()
            .map(id -> shelf.draft().runs().get(RunTree.key(JOB, id)).orElseThrow())
            .filter(run -> run.covers().start().equals(at("10:00")))
            .findFirst()
            .orElseThrow();
    assertThat(quarter.from()).isEmpty();
    assertThat(tree().coarsen(at("10:00"))).isZero();
    assertThat(shelf.draft().job(JOB).coarse()).as("what is gone stays gone").contains(at("10:15"));
  }

  @Test
  void oldRootsAreDroppedAndTheJobSaysSinceWhen() throws IOException {
    tree().coarsen(at("11:00"));
    assertThat(tree().dropBefore(at("11:00"))).isEqualTo(1);
    assertThat(roots()).containsExactly("11:10+5m");
    assertThat(shelf.draft().job(JOB).since()).contains(at("11:00"));
    assertThat(dropped()).isEqualTo(9);
    assertThat(tree().dropBefore(at("11:00"))).isZero();
  }
}
