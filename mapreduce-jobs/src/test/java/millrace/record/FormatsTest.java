package millrace.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import millrace.option.Options;
import millrace.plugin.Formats;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormatsTest {
  /** A format of the user's own: text by another name, with one option. */
  public static class Own implements RecordFormat {
    private String name = "";

    public Own() {}

    @Override
    public void configure(Options options) {
      name = options.requiredText("name");
    }

    @Override
    public Optional<List<String>> fields() {
      return Optional.of(List.of(name));
    }

    @Override
    public RecordScanner scan(InputStream in, byte[] header, RecordLimit limit) throws IOException {
      return new TextFormat().scan(in, header, limit);
    }
  }

  /** One that nobody outside can make. */
  static final class Hidden extends Own {
    Hidden() {}
  }

  /** One that cannot be made at all. */
  public static final class Failing extends Own {
    public Failing() {
      throw new IllegalStateException("no licence");
    }
  }

  private static RecordFormat of(String name) {
    return Scan.format(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"access-log", "csv", "json", "text", "tsv"})
  void fiveFormatsAreBuiltIn(String name) {
    assertThat(Formats.names(FormatsTest.class.getClassLoader())).contains(name).hasSize(5);
    assertThat(of(name)).isNotSameAs(of(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"access-log", "json", "text"})
  void formatsWithoutOptionsRefuseAnyOption(String name) {
    assertThatThrownBy(() -> Scan.format(name, "header", true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("format %s: unknown option: header (none is allowed)", name);
  }

  @Test
  void anUnknownFormatIsRefusedWithTheNearestName() {
    assertThatThrownBy(() -> of("acces-log"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "unknown format: acces-log (did you mean access-log? allowed: access-log, csv, json, text,"
                + " the name of a class that implements millrace.record.RecordFormat, tsv)");
    assertThatThrownBy(() -> of("CSV")).hasMessageContaining("did you mean csv?");
    assertThatThrownBy(() -> of("com.example.Nope"))
        .hasMessageContaining("format com.example.Nope: the class cannot be loaded")
        .hasMessageContaining("-libjars");
  }

  @Test
  void aClassOfYourOwnIsAFormat() {
    RecordFormat own = Scan.format(Own.class.getName(), "name", "x");
    assertThat(own.fields()).contains(List.of("x"));
    assertThat(Scan.of(own, "a\nb", List.of("line")).column("line")).containsExactly("a", "b");
  }

  @Test
  void aClassThatIsNoFormatOrCannotBeMadeIsRefused() {
    assertThatThrownBy(() -> of("java.lang.String"))
        .hasMessageContaining("does not implement millrace.record.RecordFormat");
    assertThatThrownBy(() -> of(Hidden.class.getName()))
        .hasMessageContaining("public constructor without parameters");
    assertThatThrownBy(() -> of(RecordFormat.class.getName()))
        .hasMessageContaining("must be public, not abstract");
    assertThatThrownBy(() -> of(Failing.class.getName())).hasMessageContaining("no licence");
  }
}
