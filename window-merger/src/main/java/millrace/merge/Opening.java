package millrace.merge;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import millrace.run.Closing;

/**
 * Opens many sources with few files: as many as are too many are first written together into
 * spilled streams.
 */
final class Opening implements Closeable {
  private final Spill spill;
  private final int fanIn;
  private final Set<Spill.Stream> streams = new LinkedHashSet<>();

  Opening(Spill spill, int fanIn) {
    this.spill = spill;
    this.fanIn = fanIn;
  }

  /** All pairs of all sources, each tagged with the index of its source. */
  Tagged open(List<? extends CursorSource> sources) throws IOException {
    Deque<OpeningInput> waiting = new ArrayDeque<>();
    for (int i = sources.size() - 1; i >= 0; i--) {
      waiting.add(new Raw(i, sources.get(i)));
    }
    while (waiting.size() > fanIn) {
      List<OpeningInput> group = new ArrayList<>();
      int most = Math.min(fanIn, waiting.size() - fanIn + 1);
      while (group.size() < most) {
        group.add(waiting.remove());
      }
      waiting.add(spillTogether(group));
    }
    return interleave(waiting);
  }

  private OpeningInput spillTogether(List<OpeningInput> group) throws IOException {
    Spill.Stream stream = spill.create();
    streams.add(stream);
    try (Tagged pairs = interleave(group)) {
      Spilled.write(pairs, stream);
    }
    for (OpeningInput input : group) {
      if (input instanceof Stored stored) {
        streams.remove(stored.stream());
        stored.stream().close();
      }
    }
    return new Stored(stream);
  }

  private static Tagged interleave(Iterable<OpeningInput> inputs) throws IOException {
    return new Interleaved(Closing.openEach(inputs, OpeningInput::open));
  }

  /** Throws away what was spilled. */
  @Override
  public void close() throws IOException {
    Closing.all(streams);
  }

  private sealed interface OpeningInput {
    Tagged open() throws IOException;
  }

  private record Raw(int index, CursorSource source) implements OpeningInput {
    @Override
    public Tagged open() throws IOException {
      return Tagged.of(index, source.open());
    }
  }

  private record Stored(Spill.Stream stream) implements OpeningInput {
    @Override
    public Tagged open() throws IOException {
      return new Spilled(stream.read());
    }
  }
}
