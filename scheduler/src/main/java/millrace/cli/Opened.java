package millrace.cli;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import millrace.landing.Landing;
import millrace.landing.Landings;
import millrace.pipeline.InvalidConfiguration;
import millrace.pipeline.Pipeline;
import millrace.snapshot.PipelineState;
import millrace.snapshot.Snapshot;
import millrace.snapshot.SnapshotChain;
import millrace.snapshot.Store;
import millrace.snapshot.Stores;
import org.apache.hadoop.fs.Path;

/** A pipeline with its files, opened for one command. */
final class Opened implements Closeable {
  private final Pipeline pipeline;
  private final Store store;
  private final Landing landing;

  private Opened(Pipeline pipeline, Store store, Landing landing) {
    this.pipeline = pipeline;
    this.store = store;
    this.landing = landing;
  }

  /**
   * Opens a pipeline; nothing is read or written yet.
   *
   * @throws InvalidConfiguration if its file systems cannot serve
   */
  static Opened of(Invocation invocation, Pipeline pipeline) throws IOException {
    try {
      Path root = new Path(invocation.settings().root(), pipeline.name());
      return new Opened(
          pipeline,
          Stores.open(invocation.configuration(), root),
          Landings.open(invocation.configuration(), new Path(pipeline.landing().path())));
    } catch (IllegalArgumentException e) {
      throw new InvalidConfiguration("pipeline " + pipeline.name() + ": " + e.getMessage(), e);
    }
  }

  Pipeline pipeline() {
    return pipeline;
  }

  Store store() {
    return store;
  }

  Landing landing() {
    return landing;
  }

  SnapshotChain<Snapshot> chain() {
    return new SnapshotChain<>(store, Snapshot.class);
  }

  /** The newest state; empty before the first tick that had something to say. */
  Optional<PipelineState> state() throws IOException {
    return chain().head().map(head -> new PipelineState(store, head));
  }

  @Override
  public void close() throws IOException {
    try {
      landing.close();
    } finally {
      store.close();
    }
  }
}
