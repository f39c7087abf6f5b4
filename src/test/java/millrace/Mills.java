package millrace;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Function;
import millrace.cli.Mill;
import millrace.state.PipelineState;
import millrace.state.Snapshot;
import millrace.store.Store;
import millrace.store.Stores;
import org.apache.hadoop.conf.Configuration;

/** What tests of the whole look at, beside what the command line shows. */
final class Mills {
  private Mills() {}

  /** The checkout: where {@code sample-data} and the documentation are. */
  static Path checkout() {
    String path = System.getProperty("millrace.checkout");
    if (path == null) {
      throw new IllegalStateException("millrace.checkout names no directory: run tests with mvn");
    }
    return Path.of(path);
  }

  /** Reads the newest state of a pipeline on the local disk. */
  static <R> R state(Mill mill, String pipeline, Function<PipelineState, R> reading)
      throws IOException {
    org.apache.hadoop.fs.Path root =
        new org.apache.hadoop.fs.Path(mill.root().resolve(pipeline).toUri());
    return state(new Configuration(false), root, reading);
  }

  /** Reads the newest state of the pipeline with this directory. */
  static <R> R state(
      Configuration configuration,
      org.apache.hadoop.fs.Path root,
      Function<PipelineState, R> reading)
      throws IOException {
    try (Store store = Stores.open(configuration, root)) {
      Snapshot head =
          Snapshot.chain(store)
              .head()
              .orElseThrow(() -> new IOException(root + " has no snapshot"));
      return reading.apply(new PipelineState(store, head));
    }
  }
}
