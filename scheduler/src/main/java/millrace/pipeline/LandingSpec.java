package millrace.pipeline;

import java.util.Map;
import millrace.input.InputKind;

/**
 * Where the files of an input arrive.
 *
 * @param key at which the input says it: {@code path}, or the name of the kind
 * @param kind of input
 * @param options what {@link InputKind#create} gets
 */
public record LandingSpec(String key, String kind, Map<String, Object> options) {
  /** The key of an input whose files arrive in a directory, for which no kind is named. */
  static final String PATH = "path";

  public LandingSpec {
    options = Map.copyOf(options);
  }

  /**
   * A directory.
   *
   * @param path any Hadoop path
   */
  public static LandingSpec directory(String path) {
    return new LandingSpec(PATH, InputKind.DIRECTORY, Map.of("path", path));
  }

  /** Whether it is a directory, and no place of another kind. */
  public boolean isDirectory() {
    return kind.equals(InputKind.DIRECTORY);
  }
}
