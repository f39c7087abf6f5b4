package millrace.record;

import java.util.Map;

/**
 * A format as the pipeline file names it.
 *
 * @param name {@code text}, {@code csv}, {@code tsv}, {@code json}, {@code access-log}, or the name
 *     of a class that implements {@link RecordFormat}
 * @param options what else the file says of it, as {@code header: false} and {@code columns: [a,
 *     b]} of a csv
 */
public record FormatSpec(String name, Map<String, Object> options) {
  public FormatSpec {
    options = Map.copyOf(options);
  }
}
