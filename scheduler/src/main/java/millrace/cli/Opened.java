package millrace.cli;

import java.io.Closeable;
import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.cut.OpenInput;
import millrace.landing.Intake;
import millrace.landing.Landings;
import millrace.pipeline.InputSpec;
import millrace.pipeline.InvalidConfiguration;
import millrace.pipeline.Pipeline;
import millrace.plugin.Formats;
import millrace.run.Closing;
import millrace.schedule.OpenSink;
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
  private final List<OpenInput> inputs;
  private final Sinks sinks;

  private Opened(Pipeline pipeline, Store store, List<OpenInput> inputs, Sinks sinks) {
    this.pipeline = pipeline;
    this.store = store;
    this.inputs = List.copyOf(inputs);
    this.sinks = sinks;
  }

  /**
   * Opens a pipeline; nothing is read or written yet.
   *
   * @throws InvalidConfiguration if its file systems cannot serve
   */
  static Opened of(Invocation invocation, Pipeline pipeline) throws IOException {
    try {
      Configuration configuration = invocation.configuration();
      String root = invocation.settings().root();
      Sinks sinks = Sinks.of(pipeline, configuration);
      List<String> problems = Directories.of(configuration, root, pipeline, sinks.all()).problems();
      if (!problems.isEmpty()) {
        throw new InvalidConfiguration(
            problems.stream()
                .map(problem -> "pipeline " + pipeline.name() + ": " + problem)
                .toList());
      }
      Store store = Stores.open(configuration, new Path(root, pipeline.name()));
      List<OpenInput> inputs = new ArrayList<>();
      for (InputSpec input : pipeline.inputs().values()) {
        inputs.add(
            new OpenInput(
                input,
                Formats.of(input.format(), configuration.getClassLoader()),
                Landings.open(configuration, input.landing().kind(), input.landing().options())));
      }
      return new Opened(pipeline, store, inputs, sinks);
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

  Pipeline pipeline() {
    return pipeline;
  }

  Store store() {
    return store;
  }

  /** The inputs, in the order of the pipeline file. */
  List<OpenInput> inputs() {
    return inputs;
  }

  /** The declared outputs, in the order of the pipeline file. */
  List<OpenSink> sinks() {
    return sinks.all();
  }

  /** What would be taken of each input now, by its name. */
  Map<String, Intake> intakes(Optional<PipelineState> state) throws IOException {
    Map<String, Intake> intakes = new LinkedHashMap<>();
    for (OpenInput input : inputs) {
      intakes.put(
          input.name(),
          Intake.decide(
              input.landing(),
              input.spec().delivery().settle(),
              Instant.now(),
              Intake.KnownFiles.of(state, input.name())));
    }
    return intakes;
  }

  SnapshotChain<Snapshot> chain() {
    return Snapshot.chain(store);
  }

  /** The newest state; empty before the first tick that had something to say. */
  Optional<PipelineState> state() throws IOException {
    return chain().head().map(head -> new PipelineState(store, head));
  }

  @Override
  public void close() throws IOException {
    try (store;
        sinks) {
      Closing.all(inputs.stream().map(OpenInput::landing).toList());
    }
  }
}
