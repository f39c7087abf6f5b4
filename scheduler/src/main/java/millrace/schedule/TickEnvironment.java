package millrace.schedule;

import java.util.List;
import millrace.cut.OpenInput;
import millrace.pipeline.Pipeline;
import millrace.pipeline.Settings;
import millrace.store.Store;

/**
 * What a tick works with.
 *
 * @param pipeline the pipeline file
 * @param settings of the installation
 * @param store the files of the pipeline
 * @param inputs where records come from, opened, in the order of the pipeline file
 * @param sinks where reports go besides the files below {@code reports/}, in that order
 * @param cutting cuts files, by whatever means fit their size
 * @param engines fold buckets
 * @param process that it runs in
 */
public record TickEnvironment(
    Pipeline pipeline,
    Settings settings,
    Store store,
    List<OpenInput> inputs,
    List<OpenSink> sinks,
    Cutting cutting,
    Engines engines,
    TickProcess process) {
  public TickEnvironment {
    inputs = List.copyOf(inputs);
    sinks = List.copyOf(sinks);
  }

  /** The same on other files, of which no sink is told. */
  TickEnvironment rehearsing(Store other) {
    List<OpenSink> silent = sinks.stream().map(OpenSink::silent).toList();
    return new TickEnvironment(
        pipeline, settings, other, inputs, silent, cutting, engines, process);
  }
}
