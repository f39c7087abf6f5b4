package millrace.report;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import millrace.aggregate.Aggregate;
import millrace.aggregate.ByteString;
import millrace.aggregate.Cell;
import millrace.run.IndexedRun;
import millrace.run.KeyHash;
import millrace.run.Run;
import millrace.state.PipelineState;

/**
 * What runs say of one key, added up: as the reports do it, but run by run. Holds one state.
 *
 * @param <S> the state
 */
public final class KeyStates<S> {
  private final PipelineState state;
  private final Aggregate<?, S, List<Cell>> aggregate;
  private final ByteString key;
  private S total;

  /** Nothing is known of {@code key} yet. */
  public KeyStates(PipelineState state, Aggregate<?, S, List<Cell>> aggregate, ByteString key) {
    this.state = state;
    this.aggregate = aggregate;
    this.key = key;
    this.total = aggregate.empty();
  }

  /**
   * Adds what these runs hold of the key; returns what they say together, presented. Empty when
   * they say nothing of it.
   */
  public Optional<List<Cell>> add(List<Run> runs) throws IOException {
    S sum = aggregate.empty();
    for (Run run : runs) {
      Optional<S> found = find(run);
      if (found.isPresent()) {
        sum = aggregate.combine(sum, found.get());
      }
    }
    total = aggregate.combine(total, sum);
    return present(sum);
  }

  /** All that was added, presented; empty when nothing was ever said of the key. */
  public Optional<List<Cell>> total() {
    return present(total);
  }

  private Optional<List<Cell>> present(S sum) {
    byte[] nothing = aggregate.codec().encode(aggregate.empty());
    return Arrays.equals(nothing, aggregate.codec().encode(sum))
        ? Optional.empty()
        : Optional.of(aggregate.present(sum));
  }

  /** Reads no more than a block of the only file that can have it. */
  private Optional<S> find(Run run) throws IOException {
    for (Run.Part part : run.parts()) {
      try (IndexedRun file =
          new IndexedRun(state.open(part.path()), part.length(), part.path(), aggregate.id())) {
        if (KeyHash.part(key.view(), file.parts()) == file.part()) {
          return file.find(key.view()).map(aggregate.codec()::decode);
        }
      }
    }
    return Optional.empty();
  }
}
