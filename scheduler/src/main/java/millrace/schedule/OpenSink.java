package millrace.schedule;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import millrace.pipeline.OutputSpec;
import millrace.sink.Fence;
import millrace.sink.ReportUpdate;
import millrace.sink.Sink;
import millrace.store.Json;
import millrace.store.Sha256;

/**
 * A declared output that can be told.
 *
 * @param spec as the pipeline file declares it
 */
public record OpenSink(OutputSpec spec, Sink sink) {
  /** Its name. */
  String name() {
    return spec.name();
  }

  /** The same, but nobody hears what it is told. */
  OpenSink silent() {
    return new OpenSink(spec, new SilentSink());
  }

  private static final class SilentSink implements Sink {
    @Override
    public void deliver(List<ReportUpdate> updates, Fence fence) throws IOException {
      fence.check();
    }

    @Override
    public void close() {}
  }

  /** Equal for outputs that are declared alike. */
  String definition() {
    MessageDigest digest = Sha256.begun();
    digest.update(Json.text(spec).getBytes(StandardCharsets.UTF_8));
    return Sha256.text(digest);
  }
}
