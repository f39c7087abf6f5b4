package millrace.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import millrace.store.MemoryStore;
import millrace.store.SnapshotChain;
import millrace.store.Store;
import org.apache.hadoop.fs.FSDataInputStream;
import org.junit.jupiter.api.Test;

/** What is known of a state after a commit is what anybody finds who opens it. */
final class DraftTest {
  private final Listening store = new Listening();
  private final SnapshotChain<Snapshot> chain = Snapshot.chain(store);

  /** Remembers which pages were opened. */
  private static final class Listening extends MemoryStore {
    final List<String> opened = new ArrayList<>();

    @Override
    public synchronized FSDataInputStream open(String path) throws IOException {
      if (path.contains("page")) {
        opened.add(path);
      }
      return super.open(path);
    }
  }

  private Draft draft(PipelineState base) throws IOException {
    chain.settle(base.snapshot());
    return new Draft(store, chain, base);
  }

  private static Draft.Committed commit(Draft draft) throws IOException {
    return draft.commit("test", "here", Instant.EPOCH);
  }

  private static Map<String, String> contents(PipelineState state) {
    Map<String, String> contents = new TreeMap<>();
    Iterator<Map.Entry<String, String>> entries = state.contents().from("");
    entries.forEachRemaining(entry -> contents.put(entry.getKey(), entry.getValue()));
    return contents;
  }

  private PipelineState opened() throws IOException {
    return new PipelineState(store, chain.head().orElseThrow());
  }

  @Test
  void noPageIsReadThatWasReadOrWrittenBefore() throws IOException {
    PipelineState state = new PipelineState(store, Snapshot.NONE);
    for (int round = 0; round < 5; round++) {
      Draft draft = draft(state);
      for (int key = 0; key < 500; key++) {
        if (round == 0 || key % 100 == round) {
          draft.contents().put("key " + key, "round " + round);
        }
      }
      state = commit(draft).state().orElseThrow();
      Map<String, String> known = contents(state);
      assertThat(store.opened).isEmpty();
      assertThat(known).hasSize(500).isEqualTo(contents(opened()));
      assertThat(store.opened).hasSizeGreaterThan(3);
      store.opened.clear();
    }
  }

  @Test
  void pagesThatWereNeverCommittedAreNotTakenForThoseOfTheSameName() throws IOException {
    PipelineState base = new PipelineState(store, Snapshot.NONE);
    Draft first = draft(base);
    Draft second = draft(base);
    for (int key = 0; key < 500; key++) {
      first.contents().put("key " + key, "first");
      second.contents().put("key " + key, "second");
    }
    PipelineState state = commit(first).state().orElseThrow();
    Draft.Committed refused = commit(second);
    assertThat(refused.outcome()).isEqualTo(Store.Outcome.REFUSED);
    assertThat(refused.state()).isEmpty();
    assertThat(contents(state).values()).hasSize(500).containsOnly("first");
    assertThat(contents(opened())).isEqualTo(contents(state));
  }
}
