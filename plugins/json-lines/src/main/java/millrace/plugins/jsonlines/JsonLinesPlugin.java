package millrace.plugins.jsonlines;

import java.util.List;
import millrace.plugin.Plugin;
import millrace.sink.SinkKind;

/** Brings the sink {@code json-lines}. */
public final class JsonLinesPlugin implements Plugin {
  /** For {@link java.util.ServiceLoader}. */
  public JsonLinesPlugin() {}

  @Override
  public List<SinkKind> sinkKinds() {
    return List.of(new JsonLinesKind());
  }
}
