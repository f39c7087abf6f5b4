package millrace.record;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import millrace.option.InvalidOption;
import millrace.option.Options;

/**
 * Rows of fields, {@code csv} or {@code tsv}, quoted as RFC 4180 says: a field that begins with a
 * quote ends at the next one, two quotes are one, and anything else in between is content, line
 * ends included. The first row of every file names the fields, unless {@code header: false} with
 * {@code columns: [a, b]} says how they are called. Empty lines are no records.
 */
final class SeparatedFormat implements RecordFormat {
  private static final String HEADER = "header";
  private static final String COLUMNS = "columns";

  private final byte delimiter;
  private Optional<HeaderColumns> columns = Optional.empty();

  SeparatedFormat(byte delimiter) {
    this.delimiter = delimiter;
  }

  @Override
  public void configure(Options options) {
    boolean header = options.value(HEADER).map(SeparatedFormat::isYes).orElse(true);
    Optional<List<String>> names = options.value(COLUMNS).map(SeparatedFormat::names);
    options.refuseOthers();
    if (header && names.isPresent()) {
      throw new InvalidOption(
          COLUMNS, "columns are given although the first row names them; add header: false");
    }
    if (!header && names.isEmpty()) {
      throw new InvalidOption(
          HEADER,
          "header is false, so columns must say how the fields are called, as columns: [a, b]");
    }
    columns = names.map(HeaderColumns::of);
    columns
        .flatMap(HeaderColumns::problem)
        .ifPresent(
            problem -> {
              throw new InvalidOption(COLUMNS, "columns: " + problem);
            });
  }

  private static boolean isYes(Object value) {
    if (value instanceof Boolean yes) {
      return yes;
    }
    throw new InvalidOption(HEADER, "header: " + value + " is neither true nor false");
  }

  private static List<String> names(Object value) {
    var names = new ArrayList<String>();
    if (value instanceof List<?> list) {
      for (Object name : list) {
        names.add(String.valueOf(name));
      }
    }
    if (names.isEmpty()) {
      throw new InvalidOption(COLUMNS, "columns: " + value + " is not a list of names, as [a, b]");
    }
    return names;
  }

  @Override
  public Optional<List<String>> fields() {
    return columns.map(HeaderColumns::names);
  }

  @Override
  public RecordScanner scan(InputStream in, byte[] header, RecordLimit limit) throws IOException {
    return columns.isPresent()
        ? SeparatedScanner.named(in, delimiter, limit, columns.get())
        : SeparatedScanner.headed(in, delimiter, limit, header);
  }
}
