package millrace.record;

import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import millrace.aggregate.Slice;

/** Any text: every line is a record, an empty one too, and its only field is {@code line}. */
final class TextFormat implements RecordFormat {
  private static final String LINE = "line";

  @Override
  public Optional<List<String>> fields() {
    return Optional.of(List.of(LINE));
  }

  @Override
  public RecordScanner scan(InputStream in, byte[] header, RecordLimit limit) {
    return new TextScanner(in, limit);
  }

  private static final class TextScanner extends LineScanner implements Record {
    private final Slice absent = new Slice();

    TextScanner(InputStream in, RecordLimit limit) {
      super(in, limit);
    }

    @Override
    boolean isBlank() {
      return false;
    }

    @Override
    Optional<String> read() {
      return Optional.empty();
    }

    @Override
    public Record record() {
      return this;
    }

    @Override
    public Slice field(String name) {
      return name.equals(LINE) ? raw() : absent;
    }
  }
}
