package millrace.testkit;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import millrace.cut.OpenInput;
import millrace.input.Landing;
import millrace.landing.Landings;
import millrace.pipeline.InputSpec;
import millrace.pipeline.Pipeline;
import millrace.plugin.Formats;
import millrace.run.Closing;
import org.apache.hadoop.conf.Configuration;

/** The places where files of a pipeline arrive, opened for one process. */
final class OpenLandings implements Closeable {
  private final Configuration configuration;
  private final List<InputSpec> specs;
  private final List<Landing> landings;

  private OpenLandings(Configuration configuration, List<InputSpec> specs, List<Landing> landings) {
    this.configuration = configuration;
    this.specs = List.copyOf(specs);
    this.landings = List.copyOf(landings);
  }

  static OpenLandings of(Configuration configuration, Pipeline pipeline) throws IOException {
    List<InputSpec> specs = List.copyOf(pipeline.inputs().values());
    return new OpenLandings(
        configuration,
        specs,
        Closing.openEach(
            specs,
            spec -> Landings.open(configuration, spec.landing().kind(), spec.landing().options())));
  }

  /** The inputs, in which the process fails where the injector says. */
  List<OpenInput> inputs(FailureInjector failures) {
    List<OpenInput> inputs = new ArrayList<>();
    for (int i = 0; i < specs.size(); i++) {
      InputSpec spec = specs.get(i);
      inputs.add(
          new OpenInput(
              spec,
              Formats.of(spec.format(), configuration.getClassLoader()),
              new CrashingLanding(landings.get(i), failures)));
    }
    return inputs;
  }

  /** How long after its arrival a file of any input is at rest. */
  Duration untilAtRest() {
    return specs.stream()
        .map(spec -> spec.delivery().settle())
        .reduce(Duration.ZERO, (a, b) -> a.compareTo(b) < 0 ? b : a)
        .plusSeconds(1);
  }

  @Override
  public void close() throws IOException {
    Closing.all(landings);
  }
}
