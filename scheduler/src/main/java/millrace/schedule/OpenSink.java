package millrace.schedule;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import millrace.pipeline.OutputSpec;
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

  /** Equal for outputs that are declared alike. */
  String definition() {
    MessageDigest digest = Sha256.begun();
    digest.update(Json.text(spec).getBytes(StandardCharsets.UTF_8));
    return Sha256.text(digest);
  }
}
