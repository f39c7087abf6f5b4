package millrace.cli;

import java.io.Closeable;
import java.io.IOException;
import java.net.UnknownHostException;
import java.util.Optional;
import millrace.landing.Landing;
import millrace.landing.Landings;
import millrace.pipeline.InvalidConfiguration;
import millrace.pipeline.Pipeline;
import millrace.run.LocalDisk;
import millrace.state.PipelineState;
import millrace.state.Snapshot;
import millrace.store.SnapshotChain;
import millrace.store.Store;
import millrace.store.Stores;
import org.apache.hadoop.conf.Configuration;
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
      Path landing = new Path(pipeline.landing().path());
      Path root = new Path(invocation.settings().root(), pipeline.name());
      refuseOverlap(invocation.configuration(), landing, root);
      return new Opened(
          pipeline,
          Stores.open(invocation.configuration(), root),
          Landings.open(invocation.configuration(), landing));
    } catch (IllegalArgumentException e) {
      if (e.getCause() instanceof UnknownHostException) {
        throw new IOException(
            "pipeline %s: no way to a file system; is the name of its host right, and the name service up?"
                .formatted(pipeline.name()),
            e);
      }
      throw new InvalidConfiguration("pipeline " + pipeline.name() + ": " + e.getMessage(), e);
    }
  }

  /** A pipeline that lands its own results would never come to rest. */
  private static void refuseOverlap(Configuration configuration, Path landing, Path root)
      throws IOException {
    String in = qualified(configuration, landing);
    String out = qualified(configuration, root);
    if (out.startsWith(in) || in.startsWith(out)) {
      throw new IllegalArgumentException(
          "landing.path %s and its results, %s, lie one in the other: it would take what it writes. Correct landing.path, or set millrace.root to a directory beside it."
              .formatted(landing, root));
    }
  }

  private static String qualified(Configuration configuration, Path path) throws IOException {
    Optional<java.nio.file.Path> local = LocalDisk.find(configuration, path);
    if (local.isPresent()) {
      return "file:" + local.get() + "/";
    }
    String scheme = Optional.ofNullable(path.toUri().getScheme()).orElse("hdfs");
    Path qualified =
        scheme.equals("hdfs") ? path.getFileSystem(configuration).makeQualified(path) : path;
    return qualified + "/"; // what is not supported is refused when it is opened
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
