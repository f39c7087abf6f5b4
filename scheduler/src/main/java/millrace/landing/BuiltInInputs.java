package millrace.landing;

import java.util.List;
import millrace.input.InputKind;
import millrace.plugin.Plugin;

/** The inputs that are there without a plug-in. */
public final class BuiltInInputs implements Plugin {
  /** For {@link java.util.ServiceLoader}. */
  public BuiltInInputs() {}

  @Override
  public List<InputKind> inputKinds() {
    return List.of(new DirectoryKind());
  }
}
