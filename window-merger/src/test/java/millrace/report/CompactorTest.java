package millrace.report;

import static millrace.report.StateFixture.JOB;
import static millrace.report.StateFixture.at;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import millrace.mapreduce.MergeMapReduce;
import millrace.run.Cursor;
import millrace.run.Run;
import millrace.run.RunDigest;
import millrace.run.Tally;
import millrace.state.ClusterMerge;
import millrace.store.MemoryStore;
import millrace.time.TimeRange;
import org.junit.jupiter.api.Test;

/** Runs of buckets become runs of quarters of an hour, and those become wider ones. */
class CompactorTest {
  private static final TimeRange QUARTER = new TimeRange(at("10:00"), at("10:15"));

  private final MemoryStore store = new MemoryStore();
  private final StateFixture shelf;

  CompactorTest() throws IOException {
    shelf = new StateFixture(store);
    shelf.fold("10:00", "hat", "coat").fold("10:05", "hat");
  }

  private List<Run> roots() {
    return shelf.draft().job(JOB).roots();
  }

  private List<String> spans() {
    return roots().stream().map(run -> run.covers().toString().substring(12, 17)).sorted().toList();
  }

  private Map<String, String> counts(Run run) throws IOException {
    Map<String, String> counts = new TreeMap<>();
    try (Cursor cursor = RunCursors.open(shelf.draft()::open, run, shelf.words().aggregate())) {
      while (cursor.next()) {
        counts.put(cursor.key().toString(), cursor.state().toString());
      }
    }
    return counts;
  }

  private static Collection<String> ids(List<Run> runs) {
    return runs.stream().map(Run::id).toList();
  }

  @Test
  void nothingIsMergedBeforeItsTimeHasPassed() throws IOException {
    shelf.compact();
    assertThat(spans()).containsExactly("10:00", "10:05");
    assertThat(shelf.draft().runs().isChanged()).isFalse();
  }

  @Test
  void theRunsOfAQuarterBecomeOneAndStayBelowIt() throws IOException {
    List<Run> before = roots();
    shelf.fold("10:10", "coat").fold("10:15", "glove").compact();
    assertThat(spans()).containsExactly("10:00", "10:15");
    Run wide = roots().stream().filter(run -> run.buckets() == 3).findFirst().orElseThrow();
    assertThat(wide.covers()).isEqualTo(QUARTER);
    assertThat(wide.tally()).isEqualTo(new Tally(4, 4, 0, 0, 0, 0));
    assertThat(wide.engines()).isEqualTo(Map.of("inline", 3));
    assertThat(wide.entries()).isEqualTo(2);
    assertThat(counts(wide)).isEqualTo(Map.of("coat", "2", "hat", "2"));
    assertThat(wide.from()).hasSize(3).containsAll(ids(before));
    assertThat(wide.id()).isEqualTo("20240301T1000Z-1-m0");
    assertThat(shelf.draft().runs().get(RunTree.key(JOB, before.get(0).id())))
        .contains(before.get(0));
    assertThat(shelf.said())
        .containsExactly(
            "job words: merging 3 runs of [2024-03-01T10:00:00Z, 2024-03-01T10:15:00Z)");
  }

  @Test
  void aCorrectionIsTakenInAndTheRunItCorrectsIsDropped() throws IOException {
    shelf.fold("10:10", "coat").compact().commit();
    Run wide = roots().get(0);
    shelf.fold("10:00", "hat").compact();
    Run corrected = roots().get(0);
    assertThat(roots()).hasSize(1);
    assertThat(counts(corrected)).isEqualTo(Map.of("coat", "2", "hat", "3"));
    assertThat(corrected.buckets()).isEqualTo(3);
    assertThat(corrected.from()).hasSize(4).containsAll(wide.from()).doesNotContain(wide.id());
    assertThat(shelf.draft().runs().get(RunTree.key(JOB, wide.id()))).isEmpty();
    long number = shelf.draft().number();
    shelf.commit();
    assertThat(shelf.chain().read(number).orElseThrow().dropped())
        .contains(wide.parts().get(0).path());
  }

  @Test
  void whatIsTooLargeIsLeftWithAllThatWouldBeBuiltOnIt() throws IOException {
    shelf.fold("10:10", "coat").fold("10:20", "hat").fold("10:25", "hat").fold("11:10", "hat");
    long all =
        roots().stream().filter(it -> QUARTER.encloses(it.covers())).mapToLong(Run::bytes).sum();
    List<Compactor.Large> large =
        shelf.compactor((bytes, parts) -> bytes == all).compact(JOB, shelf.words().aggregate());
    assertThat(large).hasSize(1);
    assertThat(large.get(0).job()).isEqualTo(JOB);
    assertThat(large.get(0).merge().covers()).isEqualTo(QUARTER);
    assertThat(large.get(0).parts()).isEqualTo(1);
    assertThat(spans())
        .as("the second quarter is merged, the hour is not")
        .containsExactly("10:00", "10:05", "10:10", "10:15", "11:10");
  }

  @Test
  void aRehearsalMakesTheSameMergesAndNoFiles() throws IOException {
    shelf.fold("10:10", "coat").fold("10:20", "hat").fold("10:25", "hat").fold("11:10", "hat");
    List<Run> before = roots();
    int files = store.contents().size();
    Compactor rehearsal = shelf.compactor(LargeMergeRule.NONE).rehearsing();
    assertThat(rehearsal.compact(JOB, shelf.words().aggregate())).isEmpty();
    assertThat(rehearsal.made()).hasSize(3);
    assertThat(spans()).containsExactly("10:00", "11:10");
    assertThat(store.contents()).hasSize(files);

    shelf.draft().job(JOB, shelf.draft().job(JOB).withRoots(before));
    Compactor compactor = shelf.compactor(LargeMergeRule.NONE);
    compactor.compact(JOB, shelf.words().aggregate());
    assertThat(compactor.made().stream().map(made -> made.merge().covers()))
        .containsExactlyElementsOf(
            rehearsal.made().stream().map(made -> made.merge().covers()).toList());
    assertThat(spans()).containsExactly("10:00", "11:10");
  }

  /** A cluster is given the first quarter; returns its merge. */
  private ClusterMerge give() {
    ClusterMerge merge =
        new ClusterMerge("1-x", JOB, QUARTER, roots().stream().map(Run::id).toList(), 1);
    shelf.draft().change(facts -> facts.withCluster(it -> it.withMerges(List.of(merge))));
    return merge;
  }

  @Test
  void whatAClusterMergesIsLeftToIt() throws IOException {
    shelf.fold("10:10", "coat");
    give();
    shelf.fold("10:15", "glove").fold("10:20", "glove").fold("10:25", "glove").compact();
    assertThat(spans()).containsExactly("10:00", "10:05", "10:10", "10:15");
  }

  @Test
  void whatAClusterMadeTakesThePlaceOfItsRuns() throws IOException {
    shelf.fold("10:10", "coat");
    List<Run> inputs = roots();
    ClusterMerge merge = give();
    MergeMapReduce.Merged made =
        new MergeMapReduce.Merged(
            List.of(new Run.Part("_millrace/work/1-x/part-0", 77)), 2, RunDigest.NOTHING);
    assertThat(shelf.compactor(LargeMergeRule.NONE).take(merge, "count/1", made)).isTrue();
    assertThat(roots()).hasSize(1);
    Run taken = roots().get(0);
    assertThat(taken.covers()).isEqualTo(QUARTER);
    assertThat(taken.entries()).isEqualTo(2);
    assertThat(taken.tally().records()).isEqualTo(4);
    assertThat(taken.from()).containsExactlyElementsOf(ids(inputs));
    assertThat(shelf.draft().located(taken.parts().get(0).path()))
        .isEqualTo("_millrace/work/1-x/part-0");
  }

  @Test
  void whatAClusterMadeOfRunsThatAreGoneIsNotTaken() throws IOException {
    ClusterMerge merge = give();
    new RunTree(shelf.draft(), JOB).remove(new TreeSet<>(List.of(at("10:05"))));
    List<Run> left = roots();
    assertThat(left).hasSize(1);
    MergeMapReduce.Merged made = new MergeMapReduce.Merged(List.of(), 0, RunDigest.NOTHING);
    assertThat(shelf.compactor(LargeMergeRule.NONE).take(merge, "count/1", made)).isFalse();
    assertThat(roots()).isEqualTo(left);
  }
}
