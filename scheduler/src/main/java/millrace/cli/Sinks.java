package millrace.cli;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import millrace.option.Options;
import millrace.pipeline.OutputSpec;
import millrace.pipeline.Pipeline;
import millrace.plugin.Plugins;
import millrace.run.Closing;
import millrace.schedule.OpenSink;
import millrace.sink.SinkKind;
import org.apache.hadoop.conf.Configuration;

/**
 * The declared outputs of a pipeline, made for one command.
 *
 * @param all in the order of the pipeline file
 */
record Sinks(List<OpenSink> all) implements Closeable {
  Sinks {
    all = List.copyOf(all);
  }

  /** Makes them; none of them touches a file or a network before it is told something. */
  static Sinks of(Pipeline pipeline, Configuration configuration) {
    Plugins plugins = Plugins.of(configuration.getClassLoader());
    List<OpenSink> sinks = new ArrayList<>();
    for (OutputSpec output : pipeline.outputs()) {
      SinkKind kind = plugins.sinks().get(output.kind());
      sinks.add(new OpenSink(output, kind.create(Options.of(output.options()), configuration)));
    }
    return new Sinks(sinks);
  }

  @Override
  public void close() throws IOException {
    Closing.all(all.stream().map(OpenSink::sink).toList());
  }
}
