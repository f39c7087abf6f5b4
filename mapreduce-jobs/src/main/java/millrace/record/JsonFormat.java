package millrace.record;

import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * JSON, one object a line. A field is a name of the object, or names joined by dots that lead into
 * the objects it holds. Strings are fields without their quotes and escapes, numbers and booleans
 * as they were written, null is empty, arrays and objects are their own JSON. If a name comes
 * twice, the last one counts. Lines of blanks are no records.
 */
final class JsonFormat implements RecordFormat {
  @Override
  public Optional<List<String>> fields() {
    return Optional.empty();
  }

  @Override
  public RecordScanner scan(InputStream in, byte[] header, RecordLimit limit) {
    return new JsonScanner(in, limit);
  }
}
